// Server-rendered: the browser's own part is what only a browser can know.

// Everything is sent by the press of a button; what was sent leaves the field at once, not when the server answers.
document.addEventListener('htmx:configRequest', event => {
  if (event.target.matches('form[data-reset]')) event.target.reset();
});

// A new field takes the focus if the user is on that phone, and a search result comes into view.
document.addEventListener('htmx:oobAfterSwap', event => {
  const phone = event.target.closest('.unit');
  const lost = document.activeElement === document.body || phone?.contains(document.activeElement);
  if (phone && lost && phone.offsetParent) event.target.querySelector('[data-focus]')?.focus();
  event.target.querySelector('.message.found')?.scrollIntoView({ block: 'center' });
});

// Escape is the way back.
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  const ways = document.activeElement.closest('.unit')?.querySelectorAll('[data-escape]');
  if (ways?.length) ways[ways.length - 1].click();
});
