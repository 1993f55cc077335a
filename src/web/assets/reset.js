// The pages of the password reset work without this script but for the link's token, which stands behind # and is handed over here.
'use strict';

(() => {
  const opening = document.querySelector('form[data-open]');
  const token = location.hash.slice(1);
  if (opening && token !== '') {
    history.replaceState(null, '', location.pathname);
    opening.elements.namedItem('token').value = token;
    // What takes effect for good waits for the press.
    if (opening.dataset.open === 'page') opening.requestSubmit();
  }

  // Who is known here need not press a second time.
  document.querySelector('form[data-go]')?.requestSubmit();

  const show = document.querySelector('[data-show]');
  if (show) {
    show.hidden = false;
    show.querySelector('input').addEventListener('change', (event) => {
      for (const field of document.querySelectorAll('#password, #again')) {
        field.type = event.target.checked ? 'text' : 'password';
      }
    });
  }

  const waiting = document.querySelector('[data-refresh]');
  if (waiting) setInterval(() => location.reload(), Number(waiting.dataset.refresh));

  const print = document.querySelector('[data-print]');
  if (print) {
    print.hidden = false;
    print.addEventListener('click', () => window.print());
  }
})();
