import { expect, it } from 'vitest';
import { readAudit, valueWord, writeAudit } from './url';

it('keeps the filters in the address, and ignores what it does not know', () => {
  const query = 'target=resource%3Aa%2Fb&by=admin&action=owner_set&allowed=no&change=chg_1';
  expect(writeAudit(readAudit(new URLSearchParams(query))).toString()).toBe(query);
  expect(writeAudit(readAudit(new URLSearchParams('allowed=maybe&x=1'))).toString()).toBe('');
});

it('reads values for people', () => {
  expect(valueWord({ owner: 'group:d/a', state: 'unowned_ok' })).toBe('group:d/a (unowned ok)');
  expect(valueWord({ owner: null, state: 'orphan' })).toBe('nobody (orphan)');
  expect(valueWord({ state: 'parked', job_name: 'load' })).toBe('parked');
  expect(valueWord({ x: 1 })).toBe('{"x":1}');
  expect(valueWord(null)).toBe('');
});
