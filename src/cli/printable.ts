/** Text from outside, made safe to look at in a terminal. */
export { printable, printableLines } from '../printable.js';
