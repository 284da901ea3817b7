import { plural } from '../../lib/format';
import { lineagePath } from '../../lib/ref';
import type { Contact } from './impact-queries';

/** A letter to one team that names what is its own, and nothing of others. */
export function mailTo(contact: Contact, focus: { ref: string; title: string }, origin: string) {
  const { channel, entities } = contact;
  if (!channel) return null;
  const rest = contact.count - entities.length;
  const lines = [
    `A change to ${focus.title} reaches ${plural(contact.count, 'thing')} of yours:`,
    '',
    ...entities.map(({ title }) => `- ${title}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    '',
    `${origin}${lineagePath(focus.ref)}&show=impact&dir=down`,
  ];
  const subject = encodeURIComponent(`Change to ${focus.title}`);
  return `mailto:${encodeURIComponent(channel)}?subject=${subject}&body=${encodeURIComponent(lines.join('\r\n'))}`;
}
