/* What floats over the page: menus and other popovers, questions to confirm, and short notes. */

import { fill, h } from './dom.js';
import { say } from './words.js';

let shut = () => {};

/* Opens `content` under (or above) its anchor; a press elsewhere, Escape or a second call closes it. */
export function popover(anchor, content, { onclose, role = 'menu' } = {}) {
  const again = anchor.getAttribute('aria-expanded') === 'true';
  shut();
  if (again) return null;
  const box = h('div', { class: 'popover', popover: 'manual', role }, content);
  (anchor.closest('dialog') ?? document.body).append(box);
  const outside = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) shut();
  };
  const escape = (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // or the dialog below it would close as well
    event.stopPropagation();
    shut();
    anchor.focus();
  };
  shut = () => {
    shut = () => {};
    document.removeEventListener('pointerdown', outside, true);
    document.removeEventListener('keydown', escape, true);
    anchor.setAttribute('aria-expanded', 'false');
    box.remove();
    onclose?.();
  };
  document.addEventListener('pointerdown', outside, true);
  document.addEventListener('keydown', escape, true);
  anchor.setAttribute('aria-expanded', 'true');
  box.showPopover();
  place(box, anchor);
  return box;
}

export const closePopover = () => shut();

export function place(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const gap = 4;
  const below = innerHeight - at.bottom - 2 * gap;
  const up = below < Math.min(box.offsetHeight, 240) && at.top > below;
  const room = (up ? at.top : innerHeight - at.bottom) - 3 * gap;
  box.style.maxHeight = `${Math.max(room, 120)}px`;
  const left = Math.min(at.left, innerWidth - box.offsetWidth - 2 * gap);
  box.style.left = `${Math.max(left, 2 * gap)}px`;
  if (up) box.style.bottom = `${innerHeight - at.top + gap}px`;
  else box.style.top = `${at.bottom + gap}px`;
}

/* A menu of {label, hint?, icon?, checked?, danger?, act} rows; {title} rows are headings. */
export function menu(anchor, rows) {
  const items = rows.map((row) =>
    row.title
      ? h('div', { class: 'menu-title', role: 'presentation' }, row.title)
      : h(
          'button',
          {
            type: 'button',
            role: 'menuitem',
            class: row.danger ? 'menu-item danger' : 'menu-item',
            'aria-current': row.checked ? 'true' : null,
            onclick: () => {
              shut();
              row.act();
            },
          },
          row.icon,
          h('span', { class: 'menu-label' }, row.label),
          row.hint && h('span', { class: 'hint' }, row.hint),
        ),
  );
  const box = popover(anchor, items);
  if (!box) return;
  const buttons = [...box.querySelectorAll('button')];
  box.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    buttons[(at + step + buttons.length) % buttons.length].focus();
  });
  (buttons.find((one) => one.getAttribute('aria-current')) ?? buttons[0])?.focus();
}

/* A Block Kit confirm object asked of the person: resolves to true or false. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  const text = (object) => object?.text ?? '';
  return new Promise((resolve) => {
    const done = (answer) => () => {
      dialog.remove();
      resolve(answer);
    };
    const style = confirm.style === 'danger' ? 'button danger solid' : 'button primary';
    const dialog = h(
      'dialog',
      { class: 'dialog confirm', 'aria-label': text(confirm.title), oncancel: done(false) },
      h('h2', {}, text(confirm.title)),
      h('p', {}, text(confirm.text)),
      h(
        'footer',
        {},
        h(
          'button',
          { type: 'button', class: 'button', onclick: done(false) },
          text(confirm.deny) || say('no'),
        ),
        h(
          'button',
          { type: 'button', class: style, onclick: done(true) },
          text(confirm.confirm) || say('yes'),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('footer button:last-child').focus();
  });
}

/* A small form of our own; `fields` are nodes. `act` gets the form's values, and false keeps it open. */
export function formDialog(title, fields, submit, act) {
  const close = () => dialog.remove();
  const form = h(
    'form',
    {
      onsubmit: async (event) => {
        event.preventDefault();
        if ((await act(Object.fromEntries(new FormData(form)))) !== false) close();
      },
    },
    h('h2', {}, title),
    fields,
    h(
      'footer',
      {},
      h('button', { type: 'button', class: 'button', onclick: close }, say('cancel')),
      h('button', { type: 'submit', class: 'button primary' }, submit),
    ),
  );
  const dialog = h(
    'dialog',
    { class: 'dialog confirm', 'aria-label': title, oncancel: close },
    form,
  );
  document.body.append(dialog);
  dialog.showModal();
}

/* One note at a time, read aloud, gone after a while. */
let noteTimer = 0;
export function note(text) {
  const box = document.getElementById('note');
  fill(box, text);
  box.hidden = false;
  box.hidePopover?.();
  box.showPopover?.(); // last shown stands above an open dialog
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => {
    box.hidePopover?.();
    box.hidden = true;
  }, 6000);
}
