import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import Markdown, { safeUrl } from './Markdown';

it('keeps web and mail links only', () => {
  expect(
    ['https://a.b', 'mailto:a@b', 'javascript:alert(1)', 'data:text/html,x', '//a.b'].map(safeUrl),
  ).toEqual(['https://a.b', 'mailto:a@b', '', '', '']);
});

it('renders no raw HTML, no picture and no unsafe link', () => {
  const { container } = render(
    <Markdown
      text={'**bold** <b onclick="x()">raw</b> ![pic](https://a.b/c.png) [bad](javascript:x)'}
    />,
  );
  expect(container.querySelectorAll('img, a, b, script')).toHaveLength(0);
  expect(container.querySelector('strong')?.textContent).toBe('bold');
  expect(container.textContent).toBe('bold raw pic bad');
});
