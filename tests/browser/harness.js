/* What both tests share: slackbox, the browser, a person's page, and where pictures go. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const OUT = join(process.env.O ?? 'build', 'browser');
mkdirSync(OUT, { recursive: true });

/* A program that is ended with the test, by its own pid. */
export function run(program, args = [], env = {}) {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return {
    child,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      return ended;
    },
  };
}

/* slackbox, with what its first line says: {api, control, page, app_token, bot_token}.
 * SLACKBOX_PAGE is a folder to serve the page from, instead of the one within slackbox. */
export async function startSlackbox(args = []) {
  const served = process.env.SLACKBOX_PAGE ? ['--page', process.env.SLACKBOX_PAGE] : [];
  const box = run(process.env.SLACKBOX ?? 'build/slackbox', [...args, ...served]);
  const lines = createInterface({ input: box.child.stdout });
  const first = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    box.child.once('exit', (code) => reject(new Error(`slackbox ended with ${code}`)));
  });
  const said = Object.fromEntries(
    [...first.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key, value]),
  );
  const ask = async (verb, body = {}) => {
    const response = await fetch(`${said.control}control/${verb}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  return { ...said, ask, stop: box.stop };
}

export const startBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export const DESKTOP = { viewport: { width: 1180, height: 800 } };
export const PHONE = {
  viewport: { width: 380, height: 780 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

/* Opens the page as a person in a place. `blame` fails the test if the page asked another machine
 * for anything or threw. */
export async function open(browser, box, place, settings = DESKTOP) {
  const context = await browser.newContext(settings);
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on(
    'console',
    (message) => message.type() === 'error' && wrong.push(`console: ${message.text()}`),
  );
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(box.page) && !url.startsWith('data:')) wrong.push(`asked for ${url}`);
  });
  await page.goto(`${box.page}#/${place}`);
  await page.locator('.place[aria-current]').waitFor({ state: 'attached' });
  const shot = async (name) => {
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(OUT, `${name}.png`) });
  };
  const write = async (text) => {
    const field = page.locator('#foot [data-compose]');
    await field.fill(text);
    await field.press('Enter');
  };
  const blame = () => assert.deepEqual(wrong, []);
  return { page, shot, write, blame, close: () => context.close() };
}

/* Waits until `look()` gives something true. The limit only ends a test that is wrong. */
export async function until(look, why, limit = 8000) {
  const end = Date.now() + limit;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`in vain: ${why}`);
    await new Promise((resume) => setTimeout(resume, 25));
  }
}
