// Server-rendered: the browser's own part is what only a browser can know.

// What is being written, by the id of the field. It outlives the field, which is a new one with each answer, edit, or way back.
const drafts = new Map();

const isDraft = field => field.matches('.composer input') && field.defaultValue === '';

document.addEventListener('input', event => {
  if (isDraft(event.target)) drafts.set(event.target.id, event.target.value);
});

// Everything is sent by the press of a button; what was sent leaves the field at once, not when the server answers.
document.addEventListener('htmx:configRequest', event => {
  if (!event.target.matches('form[data-reset]')) return;
  const field = event.target.querySelector('input');
  if (isDraft(field)) drafts.delete(field.id);
  event.target.reset();
});

// Where the focus was before a menu took it.
let opener;

// Behind an open menu nothing can be reached, and the focus goes back to where it was.
document.addEventListener('htmx:oobAfterSwap', event => {
  const chat = event.target.closest('.chat');
  if (!chat) return;
  const menu = chat.querySelector('[role=dialog]');
  if (menu && event.target.contains(menu)) opener = document.activeElement;
  for (const part of chat.children) part.inert = menu !== null && !part.contains(menu);
  if (!menu && event.target.matches('[id$="-sheet"]') && document.activeElement === document.body) {
    (chat.querySelector('.context') ? chat.querySelector('[data-focus]') : opener)?.focus();
  }
});

// A new field says what was being written there, and takes the focus if the user is on that phone; a search result comes into
// view. What was written on a phone goes when its app does.
document.addEventListener('htmx:oobAfterSwap', event => {
  const phone = event.target.closest('.unit');
  const field = event.target.querySelector('.composer input');
  if (field && isDraft(field)) field.value = drafts.get(field.id) ?? '';
  if (phone && !phone.querySelector('.chats, .chat')) {
    for (const id of drafts.keys()) if (id.startsWith(`${phone.id}-`)) drafts.delete(id);
  }
  const lost = document.activeElement === document.body || phone?.contains(document.activeElement);
  const next = phone && lost && phone.offsetParent && event.target.querySelector('[data-focus]');
  if (next) {
    next.focus();
    // Behind what is there: the code field and others cannot be asked that, and need not.
    if (field === next) next.setSelectionRange(next.value.length, next.value.length);
  }
  event.target.querySelector('.message.found')?.scrollIntoView({ block: 'center' });
});

// Escape is the way back.
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  const ways = document.activeElement.closest('.unit')?.querySelectorAll('[data-escape]');
  if (ways?.length) ways[ways.length - 1].click();
});
