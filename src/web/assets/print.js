// @ts-check
// A statement is printed by the browser, which can also keep it as a PDF.
document.getElementById('print')?.addEventListener('click', () => print());
