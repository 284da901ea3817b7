export interface UserError {
  field: readonly string[] | null;
  code: string;
  message: string;
}

/** Why nothing was done: at which field, or as a whole. */
export interface Refusal {
  /** Messages by the path of the field in the input: `title`, `add_tags[0]`, `links[1].url`. */
  fields: Record<string, string>;
  whole: string[];
  /** Somebody was faster: what was typed can stay, what was read cannot. */
  conflict: boolean;
}

export const NO_REFUSAL: Refusal = { fields: {}, whole: [], conflict: false };

export function readRefusal(errors: readonly UserError[]): Refusal {
  const refusal: Refusal = { fields: {}, whole: [], conflict: false };
  for (const { field, code, message } of errors) {
    if (code === 'CONFLICT' || code === 'WRONG_STATE') refusal.conflict = true;
    const path = field?.slice(1).join('.');
    if (path) refusal.fields[path] ??= message;
    else refusal.whole.push(message);
  }
  return refusal;
}

const sentence = (message: string): string =>
  /^(is|has|holds|stands|must|may) /.test(message) ? `It ${message}.` : `${message}.`;

/** What is wrong at a field, or in one of its items. */
export function problemAt(refusal: Refusal, ...fields: string[]): string | undefined {
  const told = Object.entries(refusal.fields)
    .filter(([path]) => fields.some((field) => path === field || path.startsWith(`${field}[`)))
    .map(([, message]) => sentence(message));
  return told.length > 0 ? told.join(' ') : undefined;
}
