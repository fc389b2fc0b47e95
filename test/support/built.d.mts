/** The files of the command and of the page that it serves. */
export declare const commandFiles: ReadonlyArray<string>;
/** Every file of `dist` that package.json names, and the page. */
export declare const packageFiles: (root: string) => ReadonlyArray<string>;
/** Are these files there, and as new as all sources? */
export declare const isBuilt: (root: string, paths: ReadonlyArray<string>) => boolean;
