/* Builds the nodes of the page. Text only ever becomes a text node, so that nothing anybody writes
 * can turn into markup; there is no innerHTML in this page. */

export function h(tag, attrs, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(node.dataset, value);
    else if (name === 'value' || name === 'checked' || name === 'disabled') node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  add(node, children);
  return node;
}

export function add(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child);
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

/* Puts `node` alone into `box`; one that stands there already keeps its focus and its caret. */
export function hold(box, node) {
  if (box.childNodes.length === 1 && box.firstChild === node) return;
  fill(box, node);
}

/* Draws a box again only when what it shows has changed, so that nobody loses a focus or a menu. */
const drawn = new WeakMap();
export function refill(box, content, make) {
  const text = JSON.stringify(content);
  if (drawn.get(box) === text) return;
  drawn.set(box, text);
  fill(box, make());
}

const SVG = 'http://www.w3.org/2000/svg';
const PATHS = {
  menu: 'M3 5h14M3 10h14M3 15h14',
  close: 'M5 5l10 10M15 5L5 15',
  send: 'M3 10l14-7-5 14-2.5-5.5L3 10zM9.5 11.500L17 3',
  hash: 'M8 3L6.5 17M13.5 3L12 17M3.5 7.500h13M3 12.500h13',
  lock: 'M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9',
  home: 'M3 10l7-6 7 6M5 8.500V17h3.500v-4.500h3V17H15V8.5',
  reply: 'M4 4h12v9H9l-4 3.500V13H4z',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12.200a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400z',
  down: 'M5 8l5 5 5-5',
  bolt: 'M11 2L4 11.500h5L8 18l8-9.500h-5.500L11 2z',
  back: 'M12.5 4l-6 6 6 6',
  check: 'M4 10.500l4 4 8-9',
  plus: 'M10 4v12M4 10h12',
  warn: 'M10 3l8 14H2L10 3zM10 8.500v4M10 14.800v.01',
  smile:
    'M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM6.8 11.800a3.6 3.6 0 0 0 6.4 0M7.5 7.800v.01M12.5 7.800v.01',
};

/* Icons say nothing to a screen reader: the control around them carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/* A link only ever leads to the web or to a mail program. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function link(url, ...children) {
  const href = safeUrl(url);
  if (!href) return h('span', {}, ...children);
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}
