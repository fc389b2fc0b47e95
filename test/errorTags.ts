/** The tags of every error that a step can have, the twelve and two more. */
import { errorFields } from '../src/ErrorFields.js';

export const errorTags: ReadonlyArray<string> = Object.keys(errorFields);
