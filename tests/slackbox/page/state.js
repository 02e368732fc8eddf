/* What the page knows: who we are, where we look, and what slackbox last said about the workspace. */

import { ask } from './server.js';
import { locale } from './words.js';

export const state = {
  me: null, // a user id
  place: null, // a channel id, or 'home'
  thread: null, // the ts of the open thread's parent
  people: [],
  bot: null, // the user id of the app
  botOnline: true,
  channels: [],
  commands: [],
  shortcuts: [],
  line: true, // whether the websocket is up
};

export const person = (id) => state.people.find((one) => one.id === id);
export const channel = (id) => state.channels.find((one) => one.id === id);
export const fullName = (one) => one?.real_name || one?.name || one?.id || '';
export const me = () => person(state.me);
export const bot = () => person(state.bot) ?? { id: state.bot, name: 'askd', is_bot: true };

/* The DM that we have with the app. */
export const botDm = () =>
  state.channels.find((one) => one.kind === 'im' && one.with === state.bot);

export function placeName(id) {
  const where = channel(id);
  if (!where) return '';
  return where.kind === 'im' ? fullName(person(where.with) ?? bot()) : `#${where.name}`;
}

let goTo = () => {};
export const onGo = (go) => (goTo = go);
export const go = (place, thread = null) => goTo(place, thread);

/* How the text renderers turn ids into words. */
export const names = {
  user: (id) => (id === state.bot ? bot().name : fullName(person(id))),
  channel: (id) => channel(id)?.name,
  openChannel: (id) => channel(id) && go(id),
  get me() {
    return state.me;
  },
  get locale() {
    return locale();
  },
};

export async function loadPeople() {
  const answer = await ask('people');
  if (!answer.ok) return;
  state.people = answer.users;
  state.bot = answer.bot;
  if (typeof answer.bot_online === 'boolean') state.botOnline = answer.bot_online;
  else await loadBotLine();
}

async function loadBotLine() {
  const stats = await ask('stats');
  if (stats.ok) state.botOnline = stats.connections_now > 0;
}

export async function loadChannels() {
  const answer = await ask('channels', { user: state.me });
  if (answer.ok) state.channels = answer.channels;
}

export async function loadCommands() {
  const answer = await ask('commands');
  if (!answer.ok) return;
  state.commands = answer.commands ?? [];
  state.shortcuts = answer.shortcuts ?? [];
}

/* What each person has read, kept for as long as the page is open. What a channel already holds at
 * first sight is old; a first message from the app, such as a welcome, is not. */
const read = new Map();
export const markRead = (id, ts) => ts && read.set(`${state.me} ${id}`, ts);
export function isUnread(where) {
  const key = `${state.me} ${where.id}`;
  if (!read.has(key)) read.set(key, where.kind === 'im' ? '0' : (where.latest ?? '0'));
  return Boolean(where.latest) && where.latest > read.get(key);
}
