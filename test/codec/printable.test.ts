import { describe, expect, it } from '@jest/globals';
import { printable, printableLines } from '../../src/codec/printable.js';

describe('printable', () => {
  it.each([
    ['', ''],
    ['a run: "é" 運 🏃 \\', 'a run: "é" 運 🏃 \\'],
    ['\u001b[2J\u0007', '\\u001b[2J\\u0007'],
    ['a\nb\tc\u0000', 'a\\u000ab\\u0009c\\u0000'],
    [' ~\u007f\u0080\u009f\u00a0', ' ~\\u007f\\u0080\\u009f\u00a0'],
    ['\u202eabc\u202c \u200e\u200f\u061c', '\\u202eabc\\u202c \\u200e\\u200f\\u061c'],
    ['\u2028\u2029\u2066\u2069\ufeff', '\\u2028\\u2029\\u2066\\u2069\\ufeff'],
    ['half a character: \ud83c', 'half a character: \\ud83c'],
  ])('of %j is %j', (text, safe) => {
    expect(printable(text)).toBe(safe);
  });

  it('cuts a text after 500 characters, and says how many there were', () => {
    expect(printable('x'.repeat(500))).toBe('x'.repeat(500));
    expect(printable('x'.repeat(501))).toBe(`${'x'.repeat(500)}... (501 characters)`);
    expect(printable('\n'.repeat(501))).toBe(`${'\\u000a'.repeat(500)}... (501 characters)`);
  });
});

describe('printableLines', () => {
  it('keeps the ends of lines, and cuts each line', () => {
    expect(printableLines('a\u0007\n\nb\r\n')).toBe('a\\u0007\n\nb\\u000d\n');
    expect(printableLines(`${'x'.repeat(400)}\n${'y'.repeat(501)}`)).toBe(
      `${'x'.repeat(400)}\n${'y'.repeat(500)}... (501 characters)`,
    );
  });
});
