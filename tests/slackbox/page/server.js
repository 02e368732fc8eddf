/* The way to slackbox: acts and questions by POST, and a websocket that says what has changed. */

export async function ask(verb, body = {}) {
  try {
    const response = await fetch(`control/${verb}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch {
    return { ok: false, error: 'connection_lost' };
  }
}

/* How long an act waits for the app: Slack gives it 3 s. */
export const PATIENCE = 3600;

/* Listens as `user` until the returned function is called. After a lost line `heard` gets
 * {type:"all"}, since what was pushed meanwhile is gone. */
export function listen(user, heard, lineChanged) {
  let socket = null;
  let stopped = false;
  let wait = 500;
  let timer = 0;
  const open = () => {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(`${scheme}//${location.host}/ui?user=${encodeURIComponent(user)}`);
    socket.onopen = () => {
      wait = 500;
      lineChanged(true);
      heard({ type: 'all' });
    };
    socket.onmessage = (message) => heard(JSON.parse(message.data));
    socket.onclose = () => {
      if (stopped) return;
      lineChanged(false);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    };
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket.close();
  };
}
