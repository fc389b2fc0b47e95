/** The tags of every error that a step can have, the twelve and two more. */
import { errorFields } from '../../src/journal/ErrorFields.js';

export const errorTags: ReadonlyArray<string> = Object.keys(errorFields);
