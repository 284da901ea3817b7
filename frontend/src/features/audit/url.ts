export interface Filters {
  target: string;
  by: string;
  action: string;
  allowed: 'all' | 'yes' | 'no';
}

export interface AuditState extends Filters {
  /** Change set that is open beside the list. */
  change: string | null;
}

export function readAudit(params: URLSearchParams): AuditState {
  const allowed = params.get('allowed');
  return {
    target: params.get('target') ?? '',
    by: params.get('by') ?? '',
    action: params.get('action') ?? '',
    allowed: allowed === 'yes' || allowed === 'no' ? allowed : 'all',
    change: params.get('change'),
  };
}

export function writeAudit(state: AuditState): URLSearchParams {
  const params = new URLSearchParams();
  for (const key of ['target', 'by', 'action'] as const) {
    if (state[key].trim()) params.set(key, state[key].trim());
  }
  if (state.allowed !== 'all') params.set('allowed', state.allowed);
  if (state.change) params.set('change', state.change);
  return params;
}

/** A value of the audit as a person reads it: the owner and the state first, else JSON. */
export function valueWord(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  const { owner, state } = value as { owner?: unknown; state?: unknown };
  if (typeof state === 'string') {
    const word = state.replaceAll('_', ' ');
    return !('owner' in value) ? word : `${typeof owner === 'string' ? owner : 'nobody'} (${word})`;
  }
  return JSON.stringify(value);
}
