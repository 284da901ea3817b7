import { expect, it } from 'vitest';
import { readAudit, writeAudit } from './url';

it('keeps the filters in the address, and ignores what it does not know', () => {
  const query = 'target=resource%3Aa%2Fb&by=admin&action=owner_set&allowed=no&change=chg_1';
  expect(writeAudit(readAudit(new URLSearchParams(query))).toString()).toBe(query);
  expect(writeAudit(readAudit(new URLSearchParams('allowed=maybe&x=1'))).toString()).toBe('');
});
