/* Slack's mrkdwn, from text to nodes: code, quotes, bold, italic, strike, the angle forms, emoji.
 * `names` is how ids become words: {user(id), channel(id), openChannel(id), openUser(id), me, locale}. */

import { h, link } from './dom.js';
import { emoji } from './emoji.js';

export const unescape = (text) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/* What inline() looks for, in the order in which it wins. */
const INLINE = new RegExp(
  [
    '`([^`\\n]+)`', // 1 code
    '<([^<>\\n]+)>', // 2 an angle form
    '(?<![\\p{L}\\p{N}*])\\*(?=\\S)([^*\\n]*[^*\\s])\\*(?![\\p{L}\\p{N}*])', // 3 bold
    '(?<![\\p{L}\\p{N}_])_(?=\\S)([^_\\n]*[^_\\s])_(?![\\p{L}\\p{N}_])', // 4 italic
    '(?<![\\p{L}\\p{N}~])~(?=\\S)([^~\\n]*[^~\\s])~(?![\\p{L}\\p{N}~])', // 5 strike
    ':([a-z0-9_+-]+):', // 6 emoji
    '(https?://[^\\s<>|）（，。；、」』】]*[^\\s<>|.,;:!?)\\]\'"）（，。；：！？、」』】])', // 7 a bare address
  ].join('|'),
  'gu',
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

function inlineNode([whole, code, angle, bold, italic, strike, name, url], names) {
  if (code !== undefined) return h('code', {}, unescape(code));
  if (angle !== undefined) return angleForm(angle, names);
  if (bold !== undefined) return h('b', {}, inline(bold, names));
  if (italic !== undefined) return h('i', {}, inline(italic, names));
  if (strike !== undefined) return h('s', {}, inline(strike, names));
  if (name !== undefined) return emoji(name) ?? whole;
  return link(unescape(url), unescape(url));
}

export function angleForm(form, names) {
  const bar = form.indexOf('|');
  const target = bar < 0 ? form : form.slice(0, bar);
  const label = bar < 0 ? '' : unescape(form.slice(bar + 1));
  if (/^@[UW]/.test(target)) return userMention(target.slice(1), label, names);
  if (target.startsWith('#')) return channelMention(target.slice(1), label, names);
  if (target.startsWith('!')) return special(target.slice(1), label, names);
  const url = unescape(target);
  if (!/^(https?|mailto):/.test(url)) return `<${url}>`;
  return link(url, label || url.replace(/^mailto:/, ''));
}

export function userMention(id, label, names) {
  const mine = id === names.me ? ' mine' : '';
  return h('span', { class: `mention${mine}` }, `@${names.user(id) || label || id}`);
}

export function channelMention(id, label, names) {
  const name = names.channel(id) || label;
  if (!name) return h('span', { class: 'mention' }, '#…');
  const open = () => names.openChannel(id);
  return h('button', { type: 'button', class: 'mention', onclick: open }, `#${name}`);
}

function special(target, label, names) {
  const date = /^date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target);
  if (date) {
    const text = dateText(Number(date[1]), unescape(date[2]), names.locale);
    return date[3] ? link(unescape(date[3]), text) : h('time', { title: label }, text);
  }
  if (target.startsWith('subteam^')) return h('span', { class: 'mention' }, label || '@group');
  return h('span', { class: 'mention mine' }, label ? `@${label.replace(/^@/, '')}` : `@${target}`);
}

const DATE = {
  date_num: null,
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

export function dateText(seconds, pattern, locale) {
  const when = new Date(seconds * 1000);
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token === 'date_num') return when.toISOString().slice(0, 10);
    if (token === 'ago') return ago(seconds, locale);
    if (token.endsWith('_pretty')) return prettyDay(when, token.replace('_pretty', ''), locale);
    return DATE[token] ? new Intl.DateTimeFormat(locale, DATE[token]).format(when) : whole;
  });
}

export function prettyDay(when, token, locale) {
  const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(when) - midnight(Date.now())) / 86_400_000);
  if (Math.abs(days) > 1)
    return new Intl.DateTimeFormat(locale, DATE[token] ?? DATE.date).format(when);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
}

function ago(seconds, locale) {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const past = seconds - Date.now() / 1000;
  for (const [unit, size] of [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
  ])
    if (Math.abs(past) >= size) return format.format(Math.trunc(past / size), unit);
  return format.format(Math.trunc(past), 'second');
}

/* Whole texts: code fences first, then quotes and items line by line. */
export function mrkdwn(text, names) {
  const out = [];
  text.split(/```\n?([\s\S]*?)\n?```\n?/).forEach((part, i) => {
    if (i % 2) out.push(h('pre', {}, h('code', {}, preText(part))));
    else if (part) out.push(...lines(part, names));
  });
  return out;
}

/* Inside a fence nothing is formatted, but an address in angle brackets still loses them. */
const preText = (text) =>
  unescape(text.replace(/<([^|>]+)(?:\|([^>]*))?>/g, (_, url, label) => label ?? url));

const QUOTE = /^(?:&gt;|>) ?/;
const ITEM = /^(\s*)([•◦▪‣-]|\d{1,3}[.)]) +/;

function lines(text, names) {
  const out = [];
  let pendingBreak = false;
  const all = text.split('\n');
  for (let i = 0; i < all.length; i++) {
    if (QUOTE.test(all[i])) {
      const quote = [];
      while (i < all.length && QUOTE.test(all[i])) quote.push(all[i++].replace(QUOTE, ''));
      i--;
      out.push(h('blockquote', {}, lines(quote.join('\n'), names)));
      pendingBreak = false;
    } else if (ITEM.test(all[i])) {
      const [mark, space, bullet] = ITEM.exec(all[i]);
      const body = h('span', {}, inline(all[i].slice(mark.length), names));
      const deep = space.length > 1 ? ' deep' : '';
      out.push(
        h('span', { class: `item${deep}` }, h('span', {}, bullet === '-' ? '•' : bullet), body),
      );
      pendingBreak = false;
    } else {
      if (pendingBreak) out.push(h('br'));
      out.push(...inline(all[i], names));
      pendingBreak = true;
    }
  }
  return out;
}

/* What a text says when only one plain line fits: a notification, a thread's first line. */
export const plain = (text, names) => {
  const holder = h('div', {}, mrkdwn(text ?? '', names));
  return holder.textContent;
};
