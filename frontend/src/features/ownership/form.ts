import type {
  OwnerClearInput,
  OwnerConfirmInput,
  OwnerDeclineInput,
  OwnerSetInput,
  OwnerWaiveInput,
} from '../../api/generated/graphql';
import type { Viewer } from '../../lib/use-viewer';

export const ACTS = ['set', 'clear', 'confirm', 'decline', 'waive'] as const;
export type Act = (typeof ACTS)[number];

export interface Draft {
  act: Act;
  /** New owner of `set`; of `decline` the team to try instead. */
  team: string | null;
  reason: string;
  /** A day, as a date field has it; empty for the usual 180 days. */
  review: string;
}

export type Command =
  | { act: 'set'; input: OwnerSetInput }
  | { act: 'clear'; input: OwnerClearInput }
  | { act: 'confirm'; input: OwnerConfirmInput }
  | { act: 'decline'; input: OwnerDeclineInput }
  | { act: 'waive'; input: OwnerWaiveInput };

export const ACT_WORDS: Record<Act, string> = {
  set: 'Set owner',
  clear: 'Clear',
  confirm: 'Confirm',
  decline: 'Not ours',
  waive: 'Needs no owner',
};

export const ACT_HELP: Record<Act, string> = {
  set: 'This team is accountable, whatever the sources say, until somebody decides otherwise.',
  clear: 'Takes back what people decided. The sources decide again.',
  confirm: 'Says that the present owner is right.',
  decline: 'Says that the present owner is wrong. Name another team if you know it.',
  waive: 'Nobody has to own it. It is left out of every list of things without an owner.',
};

/** What this viewer may do here: admins all, the accountable team itself can answer for it. */
export function allowedActs(viewer: Viewer, accountable: string | null): Act[] {
  const answers: Act[] = accountable ? ['confirm', 'decline'] : [];
  if (viewer.scopes.includes('ownership:write')) {
    return ACTS.filter((act) => answers.includes(act) || !['confirm', 'decline'].includes(act));
  }
  return viewer.teams.some((team) => team.ref === accountable) ? answers : [];
}

export function readAct(value: string | null, allowed: Act[]): Act | null {
  return allowed.find((act) => act === value) ?? allowed[0] ?? null;
}

export type FieldName = 'team' | 'reason' | 'review';
export type Problems = Partial<Record<FieldName, string>>;

/** Missing parts are found before the server is asked; it would say the same. */
export function missing(draft: Draft): Problems {
  return {
    ...(draft.act === 'set' && !draft.team && { team: 'Choose a team.' }),
    ...(draft.act !== 'confirm' &&
      !draft.reason.trim() && { reason: 'Say why, for whoever reads the history.' }),
  };
}

interface Subject {
  ref: string;
  version: number;
  accountable: string | null;
}

export function toCommand(draft: Draft, { ref, version, accountable }: Subject): Command {
  const reason = draft.reason.trim();
  const common = { entities: { refs: [ref] }, expectedVersion: version, dryRun: true };
  const reviewAt = draft.review ? `${draft.review}T00:00:00Z` : null;
  switch (draft.act) {
    case 'set':
      return { act: 'set', input: { ...common, owner: draft.team ?? '', reason, reviewAt } };
    case 'clear':
      return { act: 'clear', input: { ...common, reason } };
    case 'confirm':
      return { act: 'confirm', input: { ...common, reason: reason || null } };
    case 'decline':
      return {
        act: 'decline',
        input: { ...common, team: accountable ?? '', reason, instead: draft.team },
      };
    case 'waive':
      return { act: 'waive', input: { ...common, reason, reviewAt } };
  }
}

export interface UserError {
  field: readonly string[] | null;
  code: string;
  message: string;
}

const FIELDS: Record<string, FieldName> = {
  owner: 'team',
  team: 'team',
  instead: 'team',
  reason: 'reason',
  reviewAt: 'review',
};

function fieldOf(error: UserError): FieldName | null {
  return FIELDS[error.field?.[error.field.length - 1] ?? ''] ?? null;
}

const LABELS: Record<FieldName, string> = { team: 'Team', reason: 'Reason', review: 'Review' };

function sentence(field: FieldName, message: string): string {
  if (/^(is|must|has|may|was|cannot) /.test(message)) return `${LABELS[field]} ${message}`;
  return message.charAt(0).toUpperCase() + message.slice(1);
}

export interface Refusal {
  fields: Problems;
  /** What belongs to no field. */
  whole: string[];
  /** Somebody was faster: what was typed can stay, what was read cannot. */
  conflict: boolean;
}

export function toRefusal(errors: readonly UserError[]): Refusal {
  const refusal: Refusal = { fields: {}, whole: [], conflict: false };
  for (const error of errors) {
    const field = fieldOf(error);
    if (error.code === 'CONFLICT' || error.code === 'WRONG_STATE') refusal.conflict = true;
    if (field) refusal.fields[field] ??= sentence(field, error.message);
    else refusal.whole.push(error.message);
  }
  return refusal;
}
