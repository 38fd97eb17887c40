import type { Figure } from '../figures.ts'
import { measureClients } from './clients.ts'
import { measureHostile } from './hostile.ts'

/** The gateway among many clients, and among hostile ones. */
export const CROWD_BENCHES: Record<string, () => Promise<Figure | Figure[]>> = {
  clients: () => measureClients(1_000, 200),
  hostile: () => measureHostile(1_000, 20_000),
}
