/* rich_text blocks and table blocks: what people's own messages carry, and what some bots send. */

import { h, link } from './dom.js';
import { emoji } from './emoji.js';
import { channelMention, dateText, userMention } from './mrkdwn.js';

export function richText(block, names) {
  return (block.elements ?? []).map((element) => part(element, names));
}

function part(element, names) {
  const inner = () => (element.elements ?? []).map((leaf) => styled(leaf, names));
  switch (element.type) {
    case 'rich_text_preformatted':
      return h('pre', {}, h('code', {}, inner()));
    case 'rich_text_quote':
      return h('blockquote', {}, inner());
    case 'rich_text_list': {
      const tag = element.style === 'ordered' ? 'ol' : 'ul';
      const items = (element.elements ?? []).map((item) => h('li', {}, part(item, names)));
      return h(
        tag,
        { class: `indent${Math.min(element.indent ?? 0, 4)}`, start: (element.offset ?? 0) + 1 },
        items,
      );
    }
    default:
      return h('div', { class: 'rich' }, inner());
  }
}

const TAGS = { bold: 'b', italic: 'i', strike: 's', underline: 'u', code: 'code' };

function styled(leaf, names) {
  let node = leafNode(leaf, names);
  for (const [style, tag] of Object.entries(TAGS)) if (leaf.style?.[style]) node = h(tag, {}, node);
  return node;
}

function leafNode(leaf, names) {
  switch (leaf.type) {
    case 'link':
      return link(leaf.url, leaf.text || leaf.url);
    case 'emoji':
      return emoji(leaf.name) ?? `:${leaf.name}:`;
    case 'user':
      return userMention(leaf.user_id, '', names);
    case 'channel':
      return channelMention(leaf.channel_id, '', names);
    case 'broadcast':
      return h('span', { class: 'mention mine' }, `@${leaf.range}`);
    case 'usergroup':
      return h('span', { class: 'mention' }, '@group');
    case 'date':
      return h('time', {}, dateText(leaf.timestamp, leaf.format, names.locale));
    default:
      return leaf.text ?? '';
  }
}

export function table(block, names) {
  const settings = block.column_settings ?? [];
  const cell = (tag) => (value, i) => {
    const content = value.type === 'rich_text' ? richText(value, names) : (value.text ?? '');
    const align = { center: 'mid', right: 'end' }[settings[i]?.align];
    return h(tag, { class: align ?? null }, content);
  };
  const [head, ...body] = block.rows ?? [];
  return h(
    'div',
    { class: 'table' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, (head ?? []).map(cell('th')))),
      h(
        'tbody',
        {},
        body.map((row) => h('tr', {}, row.map(cell('td')))),
      ),
    ),
  );
}
