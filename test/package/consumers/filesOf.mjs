/** The files of a guide, each as a match with its name and its text: a name, then a block. */
export const filesOf = (text) => [
  ...text.matchAll(/^`([\w./-]+)`[^\n]*(?:\n[^\n]+)*:\n\n```\w+\n([^]*?)^```$/gm),
];
