import { describe, expect, it, test } from '@jest/globals';
import { textWidth } from '../../src/diagram/metrics.js';

describe('the width of a text', () => {
  it('is that of Helvetica for printable ASCII', () => {
    expect(textWidth('cancel', 1000)).toBe(500 + 556 + 556 + 500 + 556 + 222);
    expect(textWidth('cancel', 10, 'bold')).toBe(
      10 * (0.556 + 0.556 + 0.611 + 0.556 + 0.556 + 0.278),
    );
  });

  it.each([
    ['läuft', 'lauft'],
    ['Évaluée', 'Evaluee'],
    ['hoàn thành', 'hoan thanh'],
    ['e\u0301', 'e'],
  ])('does not change with an accent: %s', (accented, plain) => {
    expect(textWidth(accented, 14, 'bold')).toBe(textWidth(plain, 14, 'bold'));
    expect(textWidth(accented.normalize('NFD'), 14)).toBe(textWidth(plain, 14));
  });

  // What Chromium measures in Arial's metrics, or in DejaVu Sans, which has the letters that those fonts lack.
  test.each([
    ['قيد التشغيل', 0.447],
    ['מתוזמן', 0.514],
    ['Выполняется', 0.605],
    ['Εκτελείται', 0.543],
    ['已完成', 1],
    ['완료', 1],
  ])('of %s is guessed within a third', (text, measured) => {
    const letters = Array.from(text.replace(' ', '')).length;
    const guess = textWidth(text.replace(' ', ''), 1, 'bold') / letters;
    expect(guess / measured).toBeGreaterThan(0.75);
    expect(guess / measured).toBeLessThan(4 / 3);
  });
});
