/* The Markdown of `markdown` blocks: headings, lists, quotes, tables, code, and what stands in a line. */

import { h, link } from './dom.js';
import { emoji } from './emoji.js';
import { angleForm, unescape } from './mrkdwn.js';

const INLINE = new RegExp(
  [
    '\\\\([\\\\`*_{}\\[\\]()#+.!<>~|-])', // 1 an escaped character
    '(`+)(.+?)\\2', // 2, 3 code
    '!?\\[([^\\]]*)\\]\\(\\s*<?([^\\s)>]+)>?(?:\\s+"[^"]*")?\\s*\\)', // 4, 5 a link
    '<([@#!][^<>\\s]+|https?://[^<>\\s]+|mailto:[^<>\\s]+)>', // 6 an angle form
    '\\*\\*(?=\\S)(.+?\\S|\\S)\\*\\*', // 7 bold
    '(?<!\\w)__(?=\\S)(.+?\\S|\\S)__(?!\\w)', // 8 bold
    '\\*(?=\\S)([^*]*[^*\\s])\\*', // 9 italic
    '(?<!\\w)_(?=\\S)([^_]*[^_\\s])_(?!\\w)', // 10 italic
    '~~(?=\\S)(.+?\\S|\\S)~~', // 11 strike
    ':([a-z0-9_+-]+):', // 12 emoji
    '(https?://[^\\s<>）（，。；、」』】]*[^\\s<>.,;:!?)\\]\'"）（，。；：！？、」』】])', // 13 an address
    '( {2,}\\n|\\\\\\n|\\n)', // 14 the end of a line
  ].join('|'),
  'gsu',
);

export function inline(text, names) {
  const out = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) out.push(unescape(text.slice(at, found.index)));
    out.push(inlineNode(found, names));
    at = found.index + found[0].length;
  }
  if (at < text.length) out.push(unescape(text.slice(at)));
  return out;
}

function inlineNode(found, names) {
  const [whole, escaped, , code, label, url, angle, bold, bold2, it, it2, strike, name, bare] =
    found;
  if (escaped !== undefined) return escaped;
  if (code !== undefined) return h('code', {}, unescape(code.trim() || code));
  if (url !== undefined) return link(unescape(url), inline(label, names));
  if (angle !== undefined) return angleForm(angle, names);
  if (bold ?? bold2) return h('b', {}, inline(bold ?? bold2, names));
  if (it ?? it2) return h('i', {}, inline(it ?? it2, names));
  if (strike !== undefined) return h('s', {}, inline(strike, names));
  if (name !== undefined) return emoji(name) ?? whole;
  if (bare !== undefined) return link(unescape(bare), unescape(bare));
  return h('br');
}

const ITEM = /^( *)([-*+]|\d{1,9}[.)])(?: +|$)/;
const RULE = /^ {0,3}([-*_])( *\1){2,} *$/;
const ROW = /^\s*\|(.*)\|\s*$/;
const STARTS = [/^#{1,6} /, /^ {0,3}(```|~~~)/, /^ {0,3}>/, RULE, ITEM, ROW];

export function markdown(text, names) {
  const out = [];
  const rest = text.replaceAll('\r\n', '\n').split('\n');
  while (rest.length) {
    if (!rest[0].trim()) rest.shift();
    else out.push(block(rest, names));
  }
  return out;
}

/* Takes one block off the front of the lines. */
function block(rest, names) {
  const heading = /^(#{1,6}) +(.*?)(?: #+)?$/.exec(rest[0]);
  if (heading) {
    rest.shift();
    return h(`h${Math.min(heading[1].length + 2, 6)}`, {}, inline(heading[2], names));
  }
  if (/^ {0,3}(```|~~~)/.test(rest[0])) return fence(rest);
  if (/^ {0,3}>/.test(rest[0])) {
    const inner = take(rest, (line) => /^ {0,3}>/.test(line)).map((line) =>
      line.replace(/^ {0,3}> ?/, ''),
    );
    return h('blockquote', {}, markdown(inner.join('\n'), names));
  }
  if (RULE.test(rest[0])) {
    rest.shift();
    return h('hr');
  }
  if (ITEM.test(rest[0])) return list(rest, names);
  if (ROW.test(rest[0]))
    return table(
      take(rest, (line) => ROW.test(line)),
      names,
    );
  const first = rest.shift();
  const more = take(rest, (line) => line.trim() && !STARTS.some((start) => start.test(line)));
  return h('p', {}, inline([first, ...more].map((line) => line.trimStart()).join('\n'), names));
}

function take(rest, wanted) {
  const end = rest.findIndex((line) => !wanted(line));
  return rest.splice(0, end < 0 ? rest.length : end);
}

function fence(rest) {
  const mark = rest.shift().trim().slice(0, 3);
  const body = take(rest, (line) => !line.trim().startsWith(mark));
  rest.shift();
  return h('pre', {}, h('code', {}, body.join('\n')));
}

function list(rest, names) {
  const [, indent, mark] = ITEM.exec(rest[0]);
  const ordered = /\d/.test(mark);
  const node = h(ordered ? 'ol' : 'ul', ordered ? { start: parseInt(mark, 10) } : {});
  while (rest.length) {
    const item = ITEM.exec(rest[0]);
    if (!item || item[1].length !== indent.length || /\d/.test(item[2]) !== ordered) break;
    const body = [rest.shift().slice(item[0].length)];
    const width = indent.length + 2;
    body.push(
      ...take(rest, (line) => !line.trim() || line.search(/\S/) >= width).map((line) =>
        line.slice(width),
      ),
    );
    const parts = markdown(body.join('\n'), names);
    const [head, ...tail] = parts;
    node.append(h('li', {}, head?.tagName === 'P' ? [...head.childNodes] : head, tail));
  }
  return node;
}

const cells = (line) =>
  ROW.exec(line)[1]
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function table(rows, names) {
  const ruled = rows.length > 1 && cells(rows[1]).every((cell) => /^:?-+:?$/.test(cell));
  const align = ruled
    ? cells(rows[1]).map((cell) => (/-:$/.test(cell) ? (cell[0] === ':' ? 'mid' : 'end') : ''))
    : [];
  const line = (tag) => (row) =>
    h(
      'tr',
      {},
      cells(row).map((cell, i) => h(tag, { class: align[i] || null }, inline(cell, names))),
    );
  const head = ruled ? h('thead', {}, line('th')(rows[0])) : null;
  return h(
    'div',
    { class: 'table' },
    h('table', {}, head, h('tbody', {}, rows.slice(ruled ? 2 : 0).map(line('td')))),
  );
}
