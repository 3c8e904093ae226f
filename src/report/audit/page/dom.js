/**
 * Makes elements. Text only ever becomes text: there is no way to hand in markup.
 * @typedef {Node | string | number | null | undefined | false} Child
 */

/**
 * An element with attributes (`class`, `aria-label`, …), listeners (`onclick`) and children.
 * @param {string} name
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)> | null} [attributes] `any`: each listener knows its event
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  applyAttributes(element, attributes ?? {});
  element.append(...nodes(children));
  return element;
}

/**
 * An element of a drawing.
 * @param {string} name
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} [attributes] as above
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function svg(name, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  applyAttributes(element, attributes ?? {});
  element.append(...nodes(children));
  return /** @type {SVGElement} */ (element);
}

/**
 * @param {Element} element
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} attributes as above
 */
function applyAttributes(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
}

/**
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
function nodes(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/**
 * A sentence in which `code` stands between backticks.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function prose(text) {
  return text
    .split('`')
    .map((part, i) => (i % 2 === 1 ? h('code', null, part) : part))
    .filter((part) => part !== '');
}

/**
 * The element that the page has from the start.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/**
 * A path that may break after its slashes, its file name in ink.
 * @param {string} path
 * @param {number} [line]
 * @returns {HTMLElement}
 */
export function pathText(path, line) {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  const folders = parts.flatMap((part) => [`${part}/`, h('wbr')]);
  return h('bdi', { class: 'path' }, ...folders, h('span', { class: 'path-name' }, line === undefined ? name : `${name}:${line}`));
}
