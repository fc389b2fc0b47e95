/* eslint-disable functional/immutable-data, functional/no-loop-statements -- updates a document in place */
/**
 * Updates a part of a document to match a tree of elements. Nodes that already match are kept, so that focus stays and CSS
 * transitions continue.
 *
 * Law: no text is parsed as markup or script, so it works under a policy that forbids both.
 */
import type { XmlNode } from '../diagram/xml.js';

const SVG = 'http://www.w3.org/2000/svg';

const create = (tag: string, parent: Element | ShadowRoot): Element =>
  tag === 'svg' || (parent instanceof Element && parent.namespaceURI === SVG)
    ? document.createElementNS(SVG, tag)
    : document.createElement(tag);

/** Returns the key of a child, which is the same for a part of the picture before and after a change. */
const keyOfNode = ({ tag, attributes }: XmlNode): string =>
  `${tag} ${String(attributes['data-edge'] ?? attributes['data-state'] ?? attributes['id'] ?? String(attributes['class'] ?? '').split(' ')[0] ?? '')}`;

const keys = new WeakMap<ChildNode, string>();

/** Updates the children of an element to match a tree. */
export const patchChildren = (
  parent: Element | ShadowRoot,
  children: XmlNode['children'],
): void => {
  const texts = children.filter((child) => typeof child === 'string');
  if (texts.length > 0) {
    // No tree has text beside elements.
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
  // Elements that this module did not create, such as a moving token, stay.
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
