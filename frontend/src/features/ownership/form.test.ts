import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../lib/use-viewer';
import { allowedActs, missing, readAct, toCommand, toRefusal } from './form';

const viewer = (scopes: string[], teams: string[]): Viewer => ({
  name: 'x',
  signedIn: true,
  role: 'VIEWER',
  scopes,
  teams: teams.map((ref) => ({ ref, kind: 'TEAM', title: ref, exists: true })),
});

describe('who may do what', () => {
  it.each([
    [['ownership:write'], [], 'group:d/a', ['set', 'clear', 'confirm', 'decline', 'waive']],
    [['ownership:write'], [], null, ['set', 'clear', 'waive']],
    [['catalog:read'], ['group:d/a'], 'group:d/a', ['confirm', 'decline']],
    [['catalog:read'], ['group:d/b'], 'group:d/a', []],
    [['catalog:read'], ['group:d/b'], null, []],
  ])('%j, in %j, accountable %s', (scopes, teams, accountable, acts) => {
    expect(allowedActs(viewer(scopes, teams), accountable)).toEqual(acts);
  });

  it('opens what the address says, if it is allowed', () => {
    expect(readAct('waive', ['set', 'waive'])).toBe('waive');
    expect(readAct('decline', ['set', 'waive'])).toBe('set');
    expect(readAct(null, [])).toBeNull();
  });
});

describe('what is sent', () => {
  const subject = { ref: 'resource:d/x', version: 3, accountable: 'group:d/a' };
  const draft = { act: 'set', team: 'group:d/b', reason: ' moved ', review: '2027-05-18' } as const;
  const common = { entities: { refs: ['resource:d/x'] }, expectedVersion: 3, dryRun: true };

  it('plans with the version that was read', () => {
    expect(toCommand(draft, subject)).toEqual({
      act: 'set',
      input: {
        ...common,
        owner: 'group:d/b',
        reason: 'moved',
        reviewAt: '2027-05-18T00:00:00Z',
      },
    });
    expect(toCommand({ ...draft, act: 'decline' }, subject).input).toMatchObject({
      team: 'group:d/a',
      instead: 'group:d/b',
    });
    expect(toCommand({ ...draft, act: 'confirm', reason: ' ' }, subject).input).toMatchObject({
      reason: null,
    });
  });

  it('finds what is missing before it asks', () => {
    expect(missing({ ...draft, team: null, reason: '' })).toEqual({
      team: 'Choose a team.',
      reason: 'Say why, for whoever reads the history.',
    });
    expect(missing({ ...draft, act: 'confirm', team: null, reason: '' })).toEqual({});
  });
});

describe('what comes back', () => {
  it('puts each refusal at its field', () => {
    expect(
      toRefusal([
        { field: ['input', 'reason'], code: 'INVALID', message: 'is missing: say why' },
        { field: ['input', 'owner'], code: 'NOT_FOUND', message: 'no team has the ref group:d/q.' },
        { field: null, code: 'CONFLICT', message: 'It changed since you read it.' },
      ]),
    ).toEqual({
      fields: { reason: 'Reason is missing: say why', team: 'No team has the ref group:d/q.' },
      whole: ['It changed since you read it.'],
      conflict: true,
    });
  });
});
