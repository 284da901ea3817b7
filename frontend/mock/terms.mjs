// A glossary of two defined terms; others are named and not defined.
const DEFINED = {
  'glossaryterm:default/payable-stream': [
    'Payable stream',
    'A stream of at least 30 seconds that a label is paid for.',
  ],
  'glossaryterm:default/accrual': ['Accrual', 'What is owed and not yet paid.'],
};

export const TERMS = Object.keys(DEFINED);

export function term(ref) {
  const [title, definition] = DEFINED[ref] ?? [ref.split('/')[1], null];
  return { ref, title, definition, exists: ref in DEFINED };
}
