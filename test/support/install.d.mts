/** The path of the browser, `undefined` if there is none. */
export declare const findChromium: () => string | undefined;
