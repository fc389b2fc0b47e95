/** The picture: its content, its layout on a real screen, and its legibility. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Layout } from '../../src/diagram/index.js';
import {
  marks,
  runDiagram,
  runLayouts,
  runMarks,
  runSvg,
  runTones,
  themeCss,
  toSvg,
} from '../../src/diagram/index.js';
import { edgeLines } from '../../src/diagram/Layout.js';
import { runHue } from '../../src/diagram/marks.js';
import type { Paint } from '../../src/diagram/theme.js';
import { pageColors, paletteOf } from '../../src/diagram/theme.js';
import { launch, openPage } from '../support/browser.js';
import { HOSTILE, HOSTILE_IN_XML, hostileDiagram } from './hostile.js';

const directions = ['down', 'right'] as const;
const leaving = runDiagram.edges.filter(({ source, target }) => source !== target);
const keyOf = ({ source, event }: { readonly source: string; readonly event: string }): string =>
  `${source} ${event}`;

describe('the layout', () => {
  it.each(directions)('has every state and every edge, and no other, %s', (direction) => {
    const { states, routes } = runLayouts[direction];
    expect(Object.keys(states)).toStrictEqual([...runDiagram.states]);
    expect(routes.map(keyOf)).toStrictEqual(leaving.map(keyOf));
  });

  it('leads each edge from its source to its target', () => {
    const touches = ({ x, y, width, height }: Layout<string>['states'][string], at = [0, 0]) => {
      const [px = NaN, py = NaN] = at;
      return px >= x - 1 && px <= x + width + 1 && py >= y - 1 && py <= y + height + 1;
    };
    const astray = directions.flatMap((direction) =>
      runLayouts[direction].routes.filter((route) => {
        const edge = leaving.find((other) => keyOf(other) === keyOf(route));
        const { states } = runLayouts[direction];
        return (
          edge === undefined ||
          !touches(states[edge.source], [...(route.points[0] ?? [])]) ||
          !touches(states[edge.target], [...(route.points.at(-1) ?? [])])
        );
      }),
    );
    expect(astray).toStrictEqual([]);
  });
});

describe('the colours', () => {
  const luminance = (color: string): number =>
    [1, 3, 5]
      .map((i) => parseInt(color.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
  const contrast = (a: string, b: string): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const hues = [
    ...new Set([...Object.values(runTones), ...Object.values(marks).map(({ hue }) => hue)]),
  ];

  describe.each(['light', 'dark'] as const)('%s', (theme) => {
    const palette = paletteOf(theme);
    const page = pageColors[theme];

    it.each(['ink', 'muted'] as const)('%s text has enough contrast', (paint) => {
      const grounds = [page, ...hues.map((hue) => palette[`${hue}-fill`])];
      expect(
        Math.min(...grounds.map((ground) => contrast(palette[paint], ground))),
      ).toBeGreaterThan(4.5);
    });

    it('numbers have enough contrast', () => {
      expect(contrast(palette['badge-ink'], palette.badge)).toBeGreaterThan(4.5);
    });

    it.each(hues)('a glyph can be seen on %s', (hue) => {
      expect(contrast(palette['badge-ink'], palette[hue])).toBeGreaterThan(3);
    });

    it.each<Paint>(['line', 'quiet', ...hues])('%s lines have enough contrast', (paint) => {
      expect(contrast(palette[paint], page)).toBeGreaterThan(3);
    });
  });
});

describe('the marks', () => {
  it('have a glyph and a colour each', () => {
    const all = Object.values(marks);
    expect(new Set(all.map(({ glyph }) => glyph)).size).toBe(all.length);
    expect(new Set(all.map(({ hue }) => hue)).size).toBe(all.length);
  });

  it('tell every two states apart', () => {
    const looks = runDiagram.states.map((state) => `${runMarks[state] ?? ''} ${runHue(state)}`);
    expect(new Set(looks).size).toBe(looks.length);
  });

  it.each(runDiagram.states)('%s has the tone and the mark of its tags', (state) => {
    const { tags } = runDiagram.details.find(({ name }) => name === state) ?? {};
    const mark = runMarks[state];
    expect(tags).toStrictEqual([runTones[state], ...(mark === undefined ? [] : [mark])]);
  });
});

describe('on a screen', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  /** Returns the rectangles of the drawn elements that match a selector. */
  const boxes = async (svg: string, selector: string, root = '<html>') => {
    const { page, problems, close } = await openPage(browser);
    await page.setContent(`<!doctype html>${root}<body style="margin: 0">${svg}`);
    const found = await page.evaluate(
      (query) =>
        [...document.querySelectorAll(query)].map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return {
            name:
              element.closest('[data-edge]')?.getAttribute('data-edge') ??
              element.closest('[data-state]')?.getAttribute('data-state') ??
              '',
            text: element.textContent,
            x,
            y,
            width,
            height,
          };
        }),
      selector,
    );
    await close();
    expect(problems).toStrictEqual([]);
    return found;
  };
  type Box = Awaited<ReturnType<typeof boxes>>[number];

  const overlaps = (a: Box, b: Box): boolean =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  it.each(directions)(
    'no label overlaps another one or a state, or lies outside, %s',
    async (direction) => {
      const svg = runSvg({ theme: 'light', direction });
      const labels = await boxes(svg, '.rc-label');
      const states = await boxes(svg, '.rc-box');
      const [picture] = await boxes(svg, 'svg');
      expect(labels).toHaveLength(leaving.length);
      expect(states).toHaveLength(runDiagram.states.length);
      const clashes = labels.flatMap((label, i) =>
        [...labels.slice(i + 1), ...states]
          .filter((other) => overlaps(label, other))
          .map((other) => `${label.name} and ${other.name}`),
      );
      expect(clashes).toStrictEqual([]);
      expect(
        [...labels, ...states].filter(
          ({ x, y, width, height }) =>
            picture === undefined ||
            x < 0 ||
            y < 0 ||
            x + width > picture.width ||
            y + height > picture.height,
        ),
      ).toStrictEqual([]);
    },
  );

  it.each(directions)(
    'a mark and a badge with a large number overlap no label and no arrow, %s',
    async (direction) => {
      const counts = Object.fromEntries(runDiagram.states.map((state) => [state, 123_456]));
      const svg = runSvg({ theme: 'light', direction, counts });
      const badges = await boxes(svg, '.rc-badge, .rc-disc');
      const others = await boxes(svg, '.rc-label, .rc-head');
      const [picture] = await boxes(svg, 'svg');
      expect(badges).toHaveLength(2 * runDiagram.states.length);
      expect(
        badges.flatMap((badge) =>
          others
            .filter((other) => overlaps(badge, other))
            .map(({ name }) => `${badge.name} on ${name}`),
        ),
      ).toStrictEqual([]);
      expect(badges.filter(({ x, width }) => x + width > (picture?.width ?? 0))).toStrictEqual([]);
    },
  );

  it.each(directions)('no line crosses a label, %s', (direction) => {
    const { routes } = runLayouts[direction];
    const struck = routes.flatMap(({ label, ...of }) =>
      routes.flatMap(({ points, ...by }) =>
        points
          .slice(1)
          .filter(([x2, y2], i) => {
            const [x1 = 0, y1 = 0] = points[i] ?? [];
            return (
              Math.min(x1, x2) < label.x + label.width &&
              Math.max(x1, x2) > label.x &&
              Math.min(y1, y2) < label.y + label.height &&
              Math.max(y1, y2) > label.y
            );
          })
          .map(() => `${keyOf(by)} through ${keyOf(of)}`),
      ),
    );
    expect(struck).toStrictEqual([]);
  });

  it('the text of a state stays inside it', async () => {
    const svg = runSvg({ theme: 'light' });
    const states = await boxes(svg, '.rc-box');
    const texts = await boxes(svg, '.rc-state text');
    expect(texts.length).toBeGreaterThan(states.length);
    const outside = texts.filter(
      (text) =>
        !states.some(
          (state) =>
            text.x >= state.x + 8 &&
            text.y >= state.y &&
            text.x + text.width <= state.x + state.width - 8 &&
            text.y + text.height <= state.y + state.height,
        ),
    );
    expect(outside).toStrictEqual([]);
  });

  it('text has its computed width in any font', async () => {
    const svg = runSvg({ theme: 'light' });
    const measured = await boxes(
      svg.replaceAll(/font-family="[^"]*"/g, 'font-family="monospace"'),
      'text',
    );
    const stated = [...svg.matchAll(/textLength="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(measured.map(({ width }) => width)).toHaveLength(stated.length);
    expect(
      measured.filter(({ width }, i) => Math.abs(width - (stated[i] ?? 0)) > 1.5),
    ).toStrictEqual([]);
  });

  it.each([
    '<html dir="rtl">',
    '<html style="text-anchor: end">',
    '<html style="writing-mode: vertical-rl">',
  ])('every text stands where it should in %s', async (root) => {
    const selector = 'svg, text, .rc-box, .rc-badge';
    const svg = runSvg({ theme: 'light', counts: { Ready: 12 } });
    const placed = (all: ReadonlyArray<Box>): ReadonlyArray<Box> => {
      const [{ x: left, y: top } = { x: 0, y: 0 }] = all;
      return all.map((box) => ({
        ...box,
        x: Math.round(box.x - left),
        y: Math.round(box.y - top),
        width: Math.round(box.width),
        height: Math.round(box.height),
      }));
    };
    expect(placed(await boxes(svg, selector, root))).toStrictEqual(
      placed(await boxes(svg, selector)),
    );
  });

  it.each(directions)(
    'as an image, shows no optional text below 9 pixels, %s',
    async (direction) => {
      const { width: full } = runLayouts[direction];
      const svg = runSvg({ theme: 'light', responsive: true, direction });
      const { page, problems, close } = await openPage(browser);
      await page.goto(`data:image/svg+xml,${encodeURIComponent(svg)}`);
      const shownAt = async (width: number): Promise<ReadonlyArray<readonly [string, number]>> => {
        await page.setViewportSize({ width, height: 500 });
        return page.evaluate(
          (scale) =>
            [...document.querySelectorAll('text')]
              .filter((text) => getComputedStyle(text).display !== 'none')
              .map((text) => [
                text.getAttribute('class')?.split(' ')[0] ?? '',
                Number(text.getAttribute('font-size')) * scale,
              ]),
          width / full,
        );
      };
      const required = ['rc-name', 'rc-event'];
      for (const width of [full, Math.ceil(0.79 * full), Math.ceil(0.77 * full), 400]) {
        const small = (await shownAt(width)).filter(
          ([role, size]) => size < 9 && !required.includes(role),
        );
        expect([width, small]).toStrictEqual([width, []]);
      }
      // It leaves out nothing that is large enough.
      expect(await shownAt(full)).toHaveLength(svg.split('<text').length - 1);
      const roles = (await shownAt(Math.ceil(0.79 * full))).map(([role]) => role);
      expect(roles).toContain('rc-guard');
      expect(problems).toStrictEqual([]);
      await close();
    },
  );

  it('fits a README, its letters large enough', async () => {
    const svg = runSvg({ theme: 'light' });
    const [picture] = await boxes(svg, 'svg');
    expect(picture?.width).toBeLessThanOrEqual(830);
    const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
  });

  it('auto follows the system', async () => {
    const fills = async (colorScheme: 'light' | 'dark'): Promise<string> => {
      const { page, close } = await openPage(browser, { colorScheme });
      await page.setContent(runSvg({ theme: 'auto' }));
      const fill = await page.evaluate(() => {
        const name = document.querySelector('.rc-name');
        return name === null ? '' : getComputedStyle(name).fill;
      });
      await close();
      return fill;
    };
    expect([await fills('light'), await fills('dark')]).toStrictEqual([
      'rgb(31, 35, 40)',
      'rgb(230, 237, 243)',
    ]);
  });

  it('shows hostile text as text', async () => {
    const layout: Layout<string> = {
      direction: 'down',
      width: 500,
      height: 500,
      start: [10, 10],
      startRoute: [
        [10, 20],
        [10, 40],
      ],
      states: Object.fromEntries(
        hostileDiagram.states.map((state, i) => [
          state,
          { x: 0, y: 40 + 200 * i, width: 400, height: 100 },
        ]),
      ),
      routes: hostileDiagram.edges
        .filter(({ source, target }) => source !== target)
        .map(({ source, event }) => ({
          source,
          event,
          quiet: false,
          points: [
            [10, 140],
            [10, 240],
          ],
          label: { x: 20, y: 150, width: 100, height: 30 },
        })),
    };
    const svg = toSvg(hostileDiagram, layout, {
      title: HOSTILE,
      counts: { [HOSTILE]: 1 },
      edges: () => ({ className: HOSTILE, title: HOSTILE, attributes: { 'data-x': HOSTILE } }),
    });
    const { page, problems, close } = await openPage(browser);
    const found = await page.evaluate((text) => {
      const picture = new DOMParser().parseFromString(text, 'image/svg+xml');
      document.body.append(document.importNode(picture.documentElement, true));
      const group = document.querySelector('[data-x]');
      return {
        tags: [...new Set([...document.body.querySelectorAll('*')].map(({ tagName }) => tagName))],
        title: document.querySelector('title')?.textContent,
        attribute: group?.getAttribute('data-x'),
        name: document.querySelector('.rc-name')?.textContent.trimEnd(),
      };
    }, svg);
    await close();
    expect(problems).toStrictEqual([]);
    expect(found.tags.sort()).toStrictEqual(
      ['circle', 'desc', 'g', 'path', 'rect', 'style', 'svg', 'text', 'title'].sort(),
    );
    expect(found).toMatchObject({
      title: HOSTILE_IN_XML,
      attribute: HOSTILE_IN_XML,
      name: HOSTILE_IN_XML,
    });
  });
});

describe('the picture', () => {
  const svg = runSvg();
  const count = (text: string): number => svg.split(text).length - 1;

  it.each(runDiagram.edges)('has $source + $event -> $target once, with all its parts', (edge) => {
    expect(count(`data-edge="${keyOf(edge)}"`)).toBe(1);
    const [, group = ''] = svg.split(`data-edge="${keyOf(edge)}"`);
    const [own = ''] = group.split('data-edge=');
    const words = edgeLines(edge, { quiet: false, inside: false }).flatMap((line) =>
      line.map(({ text }) => text.replace(' / ', '')),
    );
    expect(words.filter((word) => !own.includes(word))).toStrictEqual([]);
  });

  it.each(runDiagram.details)('has $name once', ({ name, isFinal }) => {
    expect(count(`data-state="${name}"`)).toBe(1);
    const [, group = ''] = svg.split(`data-state="${name}"`);
    const [own = ''] = group.split('data-state=');
    expect(own.includes('rc-ring')).toBe(isFinal);
  });

  it('is an image with a name and a description of every edge', () => {
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>The lifecycle of a run<\/title><desc>/);
    const [, description = ''] = /<desc>(.*?)<\/desc>/.exec(svg) ?? [];
    const missing = leaving.filter(
      ({ event, guards, target }) =>
        !description.includes(
          `${event}${guards.length === 0 ? '' : ` [${guards.join(', ')}]`} leads to ${target}`,
        ),
    );
    expect(missing).toStrictEqual([]);
  });

  it('highlights a state, and names it in the description', () => {
    const highlighted = runSvg({ highlight: 'Leased' });
    expect(highlighted.match(/rc-current/g)).toHaveLength(1);
    expect(highlighted).toContain('Current state: Leased.');
    expect(svg).not.toContain('rc-current');
  });

  it('shows the given counts, heat, tones, class names and titles', () => {
    const painted = runSvg({
      counts: { Ready: 1234, Failed: 1234567, Leased: 0 },
      edges: ({ event }) =>
        event === 'lease'
          ? { heat: 2, className: 'mine', title: 'often' }
          : event === 'start'
            ? { tone: 'failed', dim: true }
            : undefined,
      states: (state) => (state === 'Leased' ? { className: 'here', title: 'busy' } : undefined),
    });
    expect(
      [...painted.matchAll(/rc-number[^>]*>([^<]*)</g)].map(([, n]) => n?.trim()),
    ).toStrictEqual(['1,234', '0', '1.2M']);
    expect(painted.match(/rc-heat/g)).toHaveLength(1);
    expect(painted).toContain('class="rc-edge mine"');
    expect(painted).toContain('a worker claims it\noften</title>');
    expect(painted).toMatch(/data-edge="Leased start"[^>]* opacity="0.4"/);
    expect(painted).toContain('rc-active here"');
    expect(painted).toContain('busy</title>');
  });

  it('has no style sheet in a fixed theme, and loads nothing', () => {
    expect(runSvg({ theme: 'light' })).not.toMatch(/<style| style=|url\(|href|<script|\bid=/);
    expect(themeCss('light')).not.toContain('@media');
  });

  it('is deterministic', () => {
    expect(runSvg()).toBe(svg);
  });
});
