import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { markedWords, Snippet, Why } from './Why';

const marked = '<b>net</b>_\u2068amount\u2069, \u2068amount\u2069';

it('marks what the server marked, and shows HTML as the text it is', () => {
  const { container } = render(<Snippet text={marked} />);
  expect(container.textContent).toBe('<b>net</b>_amount, amount');
  expect(container.querySelectorAll('mark')).toHaveLength(2);
  expect(container.querySelector('b')).toBeNull();
});

it('names the field, unless the name shows it', () => {
  const { container, rerender } = render(<Why hit={{ matchedField: 'column', snippet: marked }} />);
  expect(container.textContent).toBe('Column: <b>net</b>_amount, amount');
  rerender(<Why hit={{ matchedField: 'title', snippet: marked }}>summary</Why>);
  expect(container.textContent).toBe('summary');
  rerender(<Why hit={{ matchedField: null, snippet: null }}>summary</Why>);
  expect(container.textContent).toBe('summary');
});

it('knows the marked words', () => {
  expect([markedWords(marked), markedWords(null)]).toEqual([['amount', 'amount'], []]);
});
