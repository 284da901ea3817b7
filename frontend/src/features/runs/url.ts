import type { RunState } from '../../api/generated/graphql';
import { RUN_STATES } from '../../lib/words';

export interface RunsState {
  states: RunState[];
  run: string | null;
}

export function readRuns(params: URLSearchParams): RunsState {
  const asked = params.getAll('state').map((state) => state.toUpperCase());
  return { states: RUN_STATES.filter((state) => asked.includes(state)), run: params.get('run') };
}

export function writeRuns({ states, run }: RunsState): URLSearchParams {
  const params = new URLSearchParams();
  states.forEach((state) => params.append('state', state.toLowerCase()));
  if (run) params.set('run', run);
  return params;
}
