// @ts-check
// The editor of articles: keeps what isn't saved in the browser, warns before it is left, and shows how it will look.

const PREVIEW_AFTER_MS = 500;
const KEEP_AFTER_MS = 300;

const editor = document.getElementById('editor');
if (editor instanceof HTMLFormElement) begin(editor);

/** @param {HTMLFormElement} form */
function begin(form) {
  const key = `deskline-editor:${document.body.dataset.person ?? ''}:${form.dataset.keep ?? ''}`;
  const asSent = JSON.stringify(fieldsOf(form));
  let sending = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let keepLater;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let previewLater;

  const keep = () => {
    const now = JSON.stringify(fieldsOf(form));
    if (now === asSent) localStorage.removeItem(key);
    else localStorage.setItem(key, now);
    say(now === asSent ? '' : (form.dataset.savedHere ?? ''));
  };

  form.addEventListener('input', () => {
    clearTimeout(keepLater);
    keepLater = setTimeout(keep, KEEP_AFTER_MS);
    clearTimeout(previewLater);
    previewLater = setTimeout(() => void preview(form), PREVIEW_AFTER_MS);
  });
  form.addEventListener('submit', () => {
    clearTimeout(keepLater);
    keep();
    sending = true;
  });
  addEventListener('beforeunload', (event) => {
    if (sending || JSON.stringify(fieldsOf(form)) === asSent) return;
    clearTimeout(keepLater);
    keep();
    event.preventDefault();
  });
  addEventListener('pageshow', () => {
    sending = false;
  });
  offerKept(form, key, asSent);
}

/** What the browser has kept and the server hasn't: offered, never put in unasked. */
function offerKept(
  /** @type {HTMLFormElement} */ form,
  /** @type {string} */ key,
  /** @type {string} */ asSent,
) {
  const kept = localStorage.getItem(key);
  const notice = document.getElementById('unsaved');
  if (!notice || kept === null) return;
  if (kept === asSent) return localStorage.removeItem(key);
  notice.hidden = false;
  notice.addEventListener('click', (event) => {
    const button = event.target instanceof HTMLElement ? event.target.dataset.unsaved : undefined;
    if (button === 'restore') {
      fill(form, read(kept));
      void preview(form);
    } else if (button === 'discard') localStorage.removeItem(key);
    else return;
    notice.hidden = true;
  });
}

/** @returns {Record<string, string>} */
function fieldsOf(/** @type {HTMLFormElement} */ form) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && name !== 'token' && name !== 'revision') fields[name] = value;
  }
  return fields;
}

/** @returns {Record<string, string>} */
function read(/** @type {string} */ json) {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

function fill(/** @type {HTMLFormElement} */ form, /** @type {Record<string, string>} */ fields) {
  for (const field of Array.from(form.elements)) {
    if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = field.name in fields;
    else if (field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
      field.value = fields[field.name] ?? '';
    } else if (field instanceof HTMLInputElement && field.type === 'text')
      field.value = fields[field.name] ?? '';
  }
}

let asked = 0;

/** Has the server draw it: what is shown is what people will get. */
async function preview(/** @type {HTMLFormElement} */ form) {
  const place = document.getElementById('preview');
  if (!place) return;
  const turn = ++asked;
  try {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    const answer = await fetch(form.dataset.preview ?? '', { method: 'POST', body });
    if (!answer.ok || turn !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (turn !== asked) return;
    place.replaceChildren(...fresh.body.childNodes);
    mark(form, place);
  } catch {
    // Without a server there is no preview; what is typed is kept all the same.
  }
}

/** Names what lacks at the field itself. */
function mark(/** @type {HTMLFormElement} */ form, /** @type {HTMLElement} */ place) {
  const drawn = place.firstElementChild;
  if (!(drawn instanceof HTMLElement)) return;
  const missing = new Set((drawn.dataset.missing ?? '').split(',').filter(Boolean));
  for (const field of form.querySelectorAll('[data-field]')) {
    if (!(field instanceof HTMLElement)) continue;
    const lacks = missing.has(field.dataset.field ?? '');
    field.classList.toggle('lacks', lacks);
    field.querySelector('textarea')?.setAttribute('aria-invalid', String(lacks));
    const word = field.querySelector('.lack');
    if (word instanceof HTMLElement) word.hidden = !lacks;
  }
  const line = document.getElementById('missing');
  if (line) line.textContent = drawn.dataset.missingWords ?? '';
}

function say(/** @type {string} */ words) {
  const place = document.getElementById('kept');
  if (place) place.textContent = words;
}
