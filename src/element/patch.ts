/* eslint-disable functional/immutable-data, functional/no-loop-statements -- it changes a document, which is what documents are for */
/**
 * Brings a part of a document in line with a tree of elements, and leaves alone what is right already: focus stays where it
 * is, and a transition of a style goes on.
 *
 * Law: no text is parsed, neither as markup nor as script, so it works where a policy forbids either.
 */
import type { XmlNode } from '../diagram/xml.js';

const SVG = 'http://www.w3.org/2000/svg';

const create = (tag: string, parent: Element | ShadowRoot): Element =>
  tag === 'svg' || (parent instanceof Element && parent.namespaceURI === SVG)
    ? document.createElementNS(SVG, tag)
    : document.createElement(tag);

/** What tells children of one parent apart: the same part of a picture has the same one before and after a change. */
const keyOfNode = ({ tag, attributes }: XmlNode): string =>
  `${tag} ${String(attributes['data-edge'] ?? attributes['data-state'] ?? attributes['id'] ?? String(attributes['class'] ?? '').split(' ')[0] ?? '')}`;

const keys = new WeakMap<ChildNode, string>();

/** Makes the children of an element those of a tree. */
export const patchChildren = (
  parent: Element | ShadowRoot,
  children: XmlNode['children'],
): void => {
  const texts = children.filter((child) => typeof child === 'string');
  if (texts.length > 0) {
    // Text has no elements beside it in anything that is shown here.
    const text = texts.join('');
    if (parent.textContent !== text) parent.textContent = text;
    return;
  }
  const nodes = children.filter((child) => typeof child !== 'string');
  const wanted = nodes.map(keyOfNode);
  const free: Array<ChildNode> = [];
  for (const child of parent.childNodes) free.push(child);
  const kept = nodes.map((_, i) => {
    const found = free.findIndex((child) => keys.get(child) === wanted[i]);
    return found === -1 ? undefined : free.splice(found, 1)[0];
  });
  // What somebody else has put there, such as a token that moves, stays.
  for (const child of free) if (keys.has(child) || !(child instanceof Element)) child.remove();
  nodes.forEach((node, i) => {
    const element = (kept[i] as Element | undefined) ?? create(node.tag, parent);
    keys.set(element, wanted[i] ?? '');
    const there = parent.childNodes.item(i) as ChildNode | null;
    if (there !== element) parent.insertBefore(element, there);
    patchElement(element, node);
  });
};

const patchElement = (element: Element, { attributes, children }: XmlNode): void => {
  for (const name of element.getAttributeNames()) {
    if (attributes[name] === undefined && name !== 'xmlns') element.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && name !== 'xmlns' && element.getAttribute(name) !== String(value))
      element.setAttribute(name, String(value));
  }
  patchChildren(element, children);
};
