import type { Figure } from '../figures.ts'
import { measureAgentStart, measureEdge } from './agent-process.ts'
import { measureCuts } from './cuts.ts'
import { measureThroughput, measureTokens } from './throughput.ts'
import { measureToolStarts } from './tool-start.ts'

/** What models, their tools and the agents that speak with them take. */
export const MODEL_BENCHES: Record<string, () => Promise<Figure | Figure[]>> = {
  cuts: measureCuts,
  providers: () => measureToolStarts(5),
  agent: () => measureAgentStart(9),
  edge: () => measureEdge(9),
  throughput: () => measureThroughput(7),
  tokens: () => measureTokens(7),
}
