// @ts-check
// Makes the pages live. Without it every form still works: it posts, and the page comes back.

const { body } = document;
const person = body.dataset.person ?? '';
const narrow = matchMedia('(max-width: 60rem)');

/** @param {string} id */
const byId = (id) => document.getElementById(id);

/** A key that is never used twice. randomUUID exists in secure contexts only. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string | undefined} text */
function notice(text) {
  const place = byId('notice');
  if (!place) return;
  place.textContent = text ?? '';
  place.hidden = !text;
}

// ── Scrolling ────────────────────────────────────────────────────────────────

function atBottom() {
  const scroll = byId('scroll');
  if (!scroll || scroll.scrollTop === held) return true;
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
}

/** Where the page has stopped following, so that the beginning of a long message stays in view. */
let held = -1;

/** Shows what is new: all of it if there is room, else from its beginning. */
function follow(/** @type {Element | undefined} */ first) {
  toBottom();
  const scroll = byId('scroll');
  if (!scroll || !first) return;
  const question = first.previousElementSibling;
  const start = question?.classList.contains('mine') ? question : first;
  const hidden = scroll.getBoundingClientRect().top - start.getBoundingClientRect().top;
  if (hidden <= 0) return;
  scroll.scrollTop -= hidden + 12;
  held = scroll.scrollTop;
}

/** @param {boolean} [first] whether the page has just come: a new ticket is read from its top */
function toBottom(first) {
  const scroll = byId('scroll');
  if (first && scroll?.dataset.start === 'top') return;
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
}

/** Offers the way down while the newest message, often with its buttons, is out of sight. */
function showWayDown() {
  const scroll = byId('scroll');
  const way = byId('to-end');
  if (scroll && way) way.hidden = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
}

byId('scroll')?.addEventListener('scroll', showWayDown, { passive: true });
byId('to-end')?.addEventListener('click', (event) => {
  event.preventDefault();
  toBottom();
  byId('text')?.focus({ preventScroll: true });
});

// ── Live parts ───────────────────────────────────────────────────────────────

let unread = 0;
const title = document.title;

/** Puts new messages in, renews changed ones and leaves the others, with focus and selection, alone. */
function renewMessages(/** @type {Element} */ fresh) {
  const list = byId('messages');
  if (!list) return;
  const kept = new Set(Array.from(fresh.children, (item) => item.id));
  for (const item of Array.from(list.children)) {
    if (!kept.has(item.id) && !item.classList.contains('pending')) item.remove();
  }
  /** @type {Element | null} */
  let previous = null;
  for (const item of Array.from(fresh.children)) {
    const old = byId(item.id);
    let current = item;
    if (old instanceof HTMLElement && item instanceof HTMLElement && old.dataset.v === item.dataset.v) {
      if (old.className !== item.className) old.className = item.className;
      current = old;
    } else if (old) {
      old.replaceWith(item);
    } else if (document.hidden && !item.classList.contains('mine')) {
      unread += 1;
      document.title = `(${unread}) ${title}`;
    }
    /** @type {Element | null} */
    const place = previous ? previous.nextElementSibling : list.firstElementChild;
    if (place !== current) list.insertBefore(current, place);
    previous = current;
  }
}

/** @param {Element | null} one @returns {one is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */
function isField(one) {
  return (
    one instanceof HTMLTextAreaElement ||
    one instanceof HTMLSelectElement ||
    (one instanceof HTMLInputElement && one.type !== 'hidden')
  );
}

/** Each part as it was last sent: what is the same isn't drawn again, so that a selection in it stays. */
const sent = new Map();

/** Replaces the content of a part; what was open or typed stays, and what had the focus keeps it. */
function renewPart(/** @type {HTMLElement} */ old, /** @type {HTMLElement} */ fresh) {
  if (fresh.dataset.v !== undefined && fresh.dataset.v === old.dataset.v) return;
  if (fresh.dataset.v !== undefined) old.dataset.v = fresh.dataset.v;
  if (fresh.dataset.board !== undefined) old.dataset.board = fresh.dataset.board;
  const before = sent.get(old.id) ?? old.innerHTML;
  sent.set(old.id, fresh.innerHTML);
  if (before === fresh.innerHTML) return;
  const open = Array.from(old.querySelectorAll('details[open]'), (details) => details.id);
  const typed = Array.from(old.querySelectorAll('[id]')).flatMap((field) =>
    isField(field) && field.value !== '' ? [{ id: field.id, value: field.value }] : [],
  );
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const caret =
    focused instanceof HTMLTextAreaElement ? [focused.selectionStart, focused.selectionEnd] : undefined;
  const mark = focused?.id
    ? `#${CSS.escape(focused.id)}`
    : focused?.getAttribute('href')
      ? `[href="${CSS.escape(focused.getAttribute('href') ?? '')}"]`
      : undefined;
  old.className = fresh.className;
  old.replaceChildren(...fresh.childNodes);
  for (const id of open) byId(id)?.setAttribute('open', '');
  for (const { id, value } of typed) {
    const field = byId(id);
    if (isField(field)) field.value = value;
  }
  const again = mark ? old.querySelector(mark) : null;
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  if (again instanceof HTMLTextAreaElement && caret) again.setSelectionRange(caret[0] ?? 0, caret[1] ?? 0);
}

let refreshing = false;
let again = false;

async function refresh() {
  const url = body.dataset.live;
  if (!url) return;
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    const answer = await fetch(url, { headers: { accept: 'text/html' } });
    if (answer.ok) show(await answer.text());
    else if (answer.status === 403 || answer.status === 404) location.reload();
  } catch {
    // The event stream says when the server is back.
  } finally {
    refreshing = false;
    if (again) {
      again = false;
      void refresh();
    }
  }
}

function show(/** @type {string} */ html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  const following = atBottom();
  const known = new Set(Array.from(document.querySelectorAll('#messages > li'), (item) => item.id));
  for (const part of Array.from(fresh.body.children)) {
    if (!(part instanceof HTMLElement)) continue;
    if (part.id === 'scroll') {
      const messages = part.querySelector('#messages');
      if (messages) renewMessages(messages);
      if (!part.querySelector('#welcome')) byId('welcome')?.remove();
      // The thread has begun, or goes on in another line's channel: what one writes must go there.
      if (part.dataset.thread !== byId('scroll')?.dataset.thread) location.reload();
      continue;
    }
    const old = part.id && byId(part.id);
    if (old) renewPart(old, part);
  }
  openWideOnes();
  if (document.querySelector('.writing')) setTimeout(() => void refresh(), WRITING_LASTS_MS);
  if (!following) return showWayDown();
  const items = Array.from(document.querySelectorAll('#messages > li'));
  // Where nothing has come, nothing moves: somebody may just be pressing a button.
  const added = items.filter((item) => !known.has(item.id));
  const news = added.filter((item) => !item.classList.contains('mine'));
  if (news.length > 0) follow(news[0]);
  else if (added.length > 0 && byId('scroll')?.scrollTop !== held) toBottom();
  showWayDown();
}

// ── Event stream ─────────────────────────────────────────────────────────────

/** @type {EventSource | undefined} */
let stream;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let later;
const HIDDEN_MS = 60_000;

function listen() {
  const channels = (body.dataset.channels ?? '').split(' ').filter(Boolean);
  if (stream || channels.length === 0) return;
  stream = new EventSource(`/events?${new URLSearchParams(channels.map((channel) => ['channel', channel]))}`);
  stream.addEventListener('open', () => {
    notice(undefined);
    void refresh();
    void flush();
  });
  stream.addEventListener('changed', () => void refresh());
  stream.addEventListener('preview', (event) => showPreview(JSON.parse(event.data)));
  stream.addEventListener('error', () => {
    notice(body.dataset.offline);
    if (stream?.readyState !== EventSource.CLOSED) return;
    hangUp();
    later = setTimeout(listen, 3_000);
  });
}

function hangUp() {
  stream?.close();
  stream = undefined;
}

// A browser keeps six connections to a server: a tab that nobody looks at lets go of its own.
document.addEventListener('visibilitychange', () => {
  clearTimeout(later);
  if (document.hidden) {
    later = setTimeout(hangUp, HIDDEN_MS);
    return;
  }
  unread = 0;
  document.title = title;
  listen();
});
addEventListener('pagehide', hangUp);
// A page of its own asks for it where time alone changes what it shows.
addEventListener('deskline:refresh', () => void refresh());
addEventListener('pageshow', (event) => {
  if (event.persisted) listen();
});

// ── Sending ──────────────────────────────────────────────────────────────────

/** @typedef {{ channel: string, thread?: string, text: string, clientId: string, files: string[] }} Unsent */

const unsentKey = `deskline-unsent:${person}`;
let flushing = false;
let patience = 1_000;

/** @returns {Unsent[]} */
function unsent() {
  try {
    return JSON.parse(localStorage.getItem(unsentKey) ?? '[]');
  } catch {
    return [];
  }
}

function keepUnsent(/** @type {Unsent[]} */ messages) {
  if (messages.length === 0) localStorage.removeItem(unsentKey);
  else localStorage.setItem(unsentKey, JSON.stringify(messages));
}

/** Sends what is waiting, in order, until the server has it: a message written is a message sent. */
async function flush() {
  if (flushing) return;
  flushing = true;
  try {
    for (let next = unsent()[0]; next; next = unsent()[0]) {
      const answer = await post('/api/messages', next);
      if (!answer || answer.status >= 500) {
        notice(body.dataset.failed);
        setTimeout(() => void flush(), patience);
        patience = Math.min(patience * 2, 15_000);
        return;
      }
      patience = 1_000;
      notice(undefined);
      keepUnsent(unsent().filter((message) => message.clientId !== next.clientId));
      const bubble = byId(`pending-${next.clientId}`);
      if (answer.ok) {
        const shown = `m-${(await answer.json()).seq}`;
        // It may have come by the live connection before this answer did.
        if (byId(shown)) bubble?.remove();
        else if (bubble) bubble.id = shown;
        bubble?.classList.remove('pending');
        void refresh();
      } else {
        bubble?.remove();
        giveBack(next.text, await reasonOf(answer));
      }
    }
  } finally {
    flushing = false;
  }
}

/** @returns {Promise<Response | undefined>} undefined where the server can't be reached */
async function post(/** @type {string} */ url, /** @type {unknown} */ content) {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(content),
    });
  } catch {
    return undefined;
  }
}

async function reasonOf(/** @type {Response} */ answer) {
  try {
    const { error } = await answer.json();
    return [error.title, error.hint].filter(Boolean).join(' ');
  } catch {
    return `${answer.status}`;
  }
}

function complain(/** @type {string} */ reason) {
  const place = byId('compose-error');
  if (!place) return notice(reason);
  place.textContent = reason;
  place.hidden = reason === '';
}

/** A message the server refuses goes back to where it was written, so that nothing is lost. */
function giveBack(/** @type {string} */ text, /** @type {string} */ reason) {
  complain(reason);
  const field = byId('text');
  if (field instanceof HTMLTextAreaElement && field.value === '') field.value = text;
}

function showPending(/** @type {Unsent} */ message) {
  const list = byId('messages');
  if (!list) return;
  byId('welcome')?.remove();
  const item = document.createElement('li');
  item.id = `pending-${message.clientId}`;
  item.className = 'message mine pending';
  const content = document.createElement('div');
  content.className = 'message-body';
  const bubble = document.createElement('div');
  bubble.className = 'bubble plain';
  bubble.textContent = message.text || '…';
  content.append(bubble);
  item.append(content);
  list.append(item);
  toBottom();
}

function send(
  /** @type {HTMLFormElement} */ form,
  /** @type {string} */ text,
  /** @type {string[]} */ files,
) {
  const fields = new FormData(form);
  const thread = fields.get('thread');
  const message = {
    channel: /** @type {string} */ (fields.get('channel')),
    ...(typeof thread === 'string' ? { thread } : {}),
    text,
    files,
    clientId: newKey(),
  };
  keepUnsent([...unsent(), message]);
  showPending(message);
  void flush();
}

/** What the bot is writing: plain text until the message itself comes, with which it goes. */
function showPreview(/** @type {{ key: string, text: string }} */ { key, text }) {
  const list = byId('messages');
  if (!list) return;
  const id = `preview-${key}`;
  const following = atBottom();
  const item = byId(id) ?? document.createElement('li');
  if (!item.isConnected) {
    item.id = id;
    item.className = 'message preview';
    // Read out once, when it is complete.
    item.setAttribute('aria-hidden', 'true');
    const content = document.createElement('div');
    content.className = 'message-body';
    const bubble = document.createElement('div');
    bubble.className = 'bubble plain';
    content.append(bubble);
    item.append(content);
    list.append(item);
  }
  const bubble = item.querySelector('.bubble');
  if (bubble) bubble.textContent = text;
  if (following) toBottom();
}

// ── Writing ──────────────────────────────────────────────────────────────────

/** @type {{ key: string, id?: string, item: HTMLElement }[]} */
let attached = [];

async function attach(/** @type {HTMLFormElement} */ form, /** @type {File} */ file) {
  const item = document.createElement('li');
  const name = document.createElement('span');
  name.textContent = `${file.name} · ${form.dataset.uploading}`;
  const remove = document.createElement('button');
  remove.type = 'button';
  remove.textContent = '×';
  remove.setAttribute('aria-label', (form.dataset.remove ?? '').replace('%s', file.name));
  item.append(name, remove);
  byId('attached')?.append(item);
  /** @type {{ key: string, id?: string, item: HTMLElement }} */
  const entry = { key: newKey(), item };
  attached.push(entry);
  const drop = () => {
    item.remove();
    attached = attached.filter((other) => other !== entry);
  };
  remove.addEventListener('click', drop);

  const content = new FormData();
  content.append('file', file);
  try {
    const answer = await fetch('/api/files', { method: 'POST', body: content });
    if (!answer.ok) throw new Error(await reasonOf(answer));
    entry.id = (await answer.json()).id;
    name.textContent = file.name;
  } catch (error) {
    drop();
    complain(`${file.name}: ${error instanceof Error ? error.message : ''}`);
  }
}

for (const form of document.querySelectorAll('form[data-compose]')) {
  if (form instanceof HTMLFormElement && form.id === 'composer') prepareComposer(form);
}

const WRITING_EVERY_MS = 4_000;
const WRITING_LASTS_MS = 9_000;

/** Colleagues in the same thread see that somebody is writing, and that he has stopped. */
function tellWriting(/** @type {HTMLFormElement} */ form) {
  const of = new FormData(form);
  const thread = of.get('thread');
  if (!thread) return;
  const said = JSON.stringify({ channel: of.get('channel'), thread });
  void fetch('/api/writing', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: said,
  }).catch(() => {});
}

function prepareComposer(/** @type {HTMLFormElement} */ form) {
  const field = form.elements.namedItem('text');
  const files = form.elements.namedItem('file');
  if (!(field instanceof HTMLTextAreaElement) || !(files instanceof HTMLInputElement)) return;
  const draftKey = `deskline-draft:${person}:${location.pathname}`;
  field.value = sessionStorage.getItem(draftKey) ?? field.value;
  grow(field);

  let toldAt = 0;
  field.addEventListener('input', () => {
    sessionStorage.setItem(draftKey, field.value);
    if (Date.now() - toldAt > WRITING_EVERY_MS) {
      toldAt = Date.now();
      tellWriting(form);
    }
    complain('');
    grow(field);
  });
  field.addEventListener('keydown', (event) => {
    // While an input method is composing, Enter chooses its word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const take = (/** @type {FileList | undefined | null} */ list) => {
    for (const file of Array.from(list ?? [])) void attach(form, file);
  };
  files.addEventListener('change', () => {
    take(files.files);
    files.value = '';
  });
  field.addEventListener('paste', (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    take(event.clipboardData.files);
  });
  form.addEventListener('dragover', (event) => event.preventDefault());
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const ready = attached.flatMap(({ id }) => id ?? []);
    if (ready.length < attached.length) return complain(form.dataset.uploading ?? '');
    if (field.value.trim() === '' && ready.length === 0) return;
    send(form, field.value, ready);
    field.value = '';
    sessionStorage.removeItem(draftKey);
    for (const { item } of attached) item.remove();
    attached = [];
    complain('');
    grow(field);
    field.focus();
  });
  if (!matchMedia('(hover: none)').matches) field.focus({ preventScroll: true });
}

/** For browsers that don't know field-sizing. */
function grow(/** @type {HTMLTextAreaElement} */ field) {
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

// The quick hints and the buttons of messages come and go, so their forms are watched from above.
document.addEventListener('submit', (event) => {
  const form = event.target;
  const button = event.submitter;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !(button instanceof HTMLButtonElement))
    return;
  if (form.matches('[data-compose]')) {
    event.preventDefault();
    send(form, button.value, []);
  } else if (form.matches('[data-press]')) {
    event.preventDefault();
    void press(form, button);
  }
});

async function press(/** @type {HTMLFormElement} */ form, /** @type {HTMLButtonElement} */ button) {
  const buttons = Array.from(form.querySelectorAll('button'));
  for (const one of buttons) one.disabled = true;
  const fields = new FormData(form);
  const answer = await post('/api/actions', {
    channel: fields.get('channel'),
    messageSeq: Number(fields.get('messageSeq')),
    clientId: newKey(),
    ...JSON.parse(button.value),
  });
  if (!answer) notice(body.dataset.offline);
  else if (!answer.ok) complain(await reasonOf(answer));
  await refresh();
  setTimeout(() => {
    for (const one of buttons) one.disabled = false;
  }, 800);
}

// ── Small things ─────────────────────────────────────────────────────────────

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const command = target?.closest('[data-insert]');
  if (command instanceof HTMLElement) insert(command.dataset.insert ?? '');
  for (const details of document.querySelectorAll('.menu[open], .tools details[open], .reasoned[open]')) {
    if (target && !details.contains(target)) details.removeAttribute('open');
  }
});

function insert(/** @type {string} */ text) {
  const field = byId('text');
  if (!(field instanceof HTMLTextAreaElement)) return;
  field.value = text;
  byId('tool-commands')?.removeAttribute('open');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const details of document.querySelectorAll('.menu[open], .tools details[open], .reasoned[open]')) {
    details.removeAttribute('open');
    details.querySelector('summary')?.focus();
  }
});

/** On wide windows there is room: what folds on a phone is open. */
function openWideOnes() {
  if (narrow.matches) return;
  for (const details of document.querySelectorAll('[data-wide-open]')) details.setAttribute('open', '');
}

const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' });

function renewTimes() {
  for (const time of document.querySelectorAll('time[data-at]')) {
    const difference = Number(time.getAttribute('data-at')) - Date.now();
    const distance = Math.abs(difference);
    // What has just happened keeps the words it came with.
    if (distance < 60_000) continue;
    /** @type {[Intl.RelativeTimeFormatUnit, number]} */
    const [unit, length] =
      distance < 3_600_000
        ? ['minute', 60_000]
        : distance < 86_400_000
          ? ['hour', 3_600_000]
          : ['day', 86_400_000];
    time.textContent = relative.format(Math.trunc(difference / length), unit);
  }
}

// What an editor kept in the browser is stored now.
for (const stored of document.querySelectorAll('[data-forget]')) {
  if (stored instanceof HTMLElement) {
    localStorage.removeItem(`deskline-editor:${person}:${stored.dataset.forget}`);
  }
}

setInterval(renewTimes, 30_000);
openWideOnes();
narrow.addEventListener('change', openWideOnes);
for (const message of unsent()) {
  const here = document.querySelector('#composer input[name="channel"]');
  if (here instanceof HTMLInputElement && here.value === message.channel) showPending(message);
}
// Pictures make the list longer once they are there.
document.addEventListener(
  'load',
  (event) => {
    const scroll = byId('scroll');
    const image = event.target;
    if (!scroll || !(image instanceof HTMLImageElement) || !scroll.contains(image)) return;
    if (scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < image.clientHeight + 160) toBottom();
  },
  true,
);
toBottom(true);
showWayDown();
listen();
void flush();
