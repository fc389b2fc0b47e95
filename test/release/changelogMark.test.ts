/** A change of the interface needs a new line in the changelog. */
import { describe, expect, it } from '@jest/globals';
import { hashOf, problemOf, withMark } from './changelogMark.mjs';

const changelog = (lines: string, more = ''): string =>
  `# Changelog\n\n## [0.2.0] - Unreleased\n\n${lines}\n${more}`;
const released = '\n## [0.1.0] - 2026-01-01\n\n- One.\n';

/** The changelog with the mark of these reports. */
const marked = (text: string, reports: string): string => withMark(text, reports) ?? 'refused';

describe('the changelog', () => {
  it.each(['', released])('gets the hash of the reports, before %j', (more) => {
    const first = marked(changelog('- Two.', more), 'aaaa');
    expect(first).toBe(changelog(`- Two.\n\n<!-- api aaaa of ${hashOf('- Two.')} -->`, more));
    expect(problemOf(first, 'aaaa')).toBeUndefined();
    expect(problemOf(first, 'bbbb')).toBe(
      'CHANGELOG.md does not have the hash of the reports: npm run api',
    );
  });

  it('takes a new hash only with a new line', () => {
    const first = marked(changelog('- Two.', released), 'aaaa');
    expect(withMark(first, 'aaaa')).toBe(first);
    expect(withMark(first, 'bbbb')).toBeUndefined();
    const second = marked(first.replace('- Two.', '- Two.\n- Three.'), 'bbbb');
    expect(second).toContain('- Two.\n- Three.\n\n<!-- api bbbb of ');
    expect(second.match(/<!-- api/g)).toHaveLength(1);
    expect(withMark(second, 'cccc')).toBeUndefined();
  });

  it('is not satisfied by a line of an older version', () => {
    const first = marked(changelog('- Two.', released), 'aaaa');
    expect(withMark(first.replace('- One.', '- One.\n- Half.'), 'bbbb')).toBeUndefined();
  });

  it('needs a section that is not released', () => {
    expect(withMark(`# Changelog\n${released}`, 'aaaa')).toBeUndefined();
    expect(problemOf(`# Changelog\n${released}`, 'aaaa')).toBe(
      'CHANGELOG.md has no section "Unreleased"',
    );
  });
});
