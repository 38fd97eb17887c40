import {
  type ClientSocket,
  findClientSockets,
  hasVariable,
  holdsSocket,
  type ParentTable,
  readParents,
  userOf,
} from './processes.ts'

/** The mark that an agent puts into the environment of commands that run without a guard. */
const COMMAND_MARK = 'OPENCLAW_AGENT_CHILD'
/** A socket that nobody seems to hold may be on its way from one process to another: look again. */
const ROUNDS = 3

/** Tells the owner's own programs from programs that an agent started. */
export interface Ancestry {
  /**
   * Whether the client of a loopback connection is an agent or descends from one. Ask while the
   * connection is open. Linux only: elsewhere the answer is always false.
   */
  isFromAgent(remotePort: number, family?: 'IPv4' | 'IPv6'): Promise<boolean>
}

/**
 * A second wall behind the credentials: even a command that got hold of one may not approve its own
 * wishes. The holder of the client's socket is looked up in /proc and its parents are walked. Under
 * the guard every command stays below the agent, because the first process of its PID namespace does;
 * without a guard an orphan is known by a mark in its environment.
 *
 * What can't be attributed counts as the agent's: a connection without an entry or an owner, a parent
 * chain that breaks off, a descendant of the agent that hides its descriptors. Two cases count as the
 * owner's, so that honest clients go on working: a socket of another user, and a socket that only a
 * process of this user which hides its descriptors can hold (sshd with a tunnel does).
 */
export function createAncestry(deps: { agentPids(): readonly number[]; port(): number }): Ancestry {
  return {
    async isFromAgent(remotePort, family) {
      if (process.platform !== 'linux') return false
      const agents = new Set(deps.agentPids())
      const sockets = findClientSockets(remotePort, deps.port(), family)
      return sockets.length === 0 || sockets.some((socket) => isAgentSocket(socket, agents))
    },
  }
}

function isAgentSocket(socket: ClientSocket, agents: ReadonlySet<number>): boolean {
  if (socket.inode === '0') return true
  for (let round = 0; round < ROUNDS; round++) {
    const holders = findHolders(socket, agents)
    if (holders.fromAgent) return true
    if (holders.fromOthers) return false
    if (round === ROUNDS - 1) return !holders.maybeHidden
  }
  return true
}

/** Looks below the agents first: this is where the answer matters, and where there are few processes. */
function findHolders(socket: ClientSocket, agents: ReadonlySet<number>) {
  const parents = readParents()
  const newestFirst = [...parents.keys()].sort((a, b) => b - a)
  const below = newestFirst.filter((pid) => descends(pid, parents, agents))
  const sight = below.map((pid) => holdsSocket(pid, socket.inode))
  if (sight.includes('yes')) return { fromAgent: true, fromOthers: false, maybeHidden: false }

  const belowSet = new Set(below)
  let maybeHidden = socket.uid !== process.getuid?.()
  for (const pid of newestFirst) {
    if (belowSet.has(pid)) continue
    const answer = holdsSocket(pid, socket.inode)
    if (answer === 'yes') {
      const fromAgent = isMarked(pid, parents)
      return { fromAgent, fromOthers: !fromAgent, maybeHidden: false }
    }
    if (answer === 'unknown') maybeHidden ||= userOf(pid) === socket.uid && !isMarked(pid, parents)
  }
  return { fromAgent: sight.includes('unknown'), fromOthers: false, maybeHidden }
}

/**
 * A chain that breaks off (a parent that ended while we looked) is taken for the agent's, unless the
 * system hides other users' processes (hidepid): then it breaks off for everybody.
 */
function descends(pid: number, parents: ParentTable, agents: ReadonlySet<number>): boolean {
  for (let current = pid; current > 1; ) {
    if (agents.has(current)) return true
    const parent = parents.get(current)
    if (parent === undefined) return parents.has(1)
    current = parent
  }
  return false
}

function isMarked(pid: number, parents: ParentTable): boolean {
  for (let current: number | undefined = pid; current !== undefined && current > 1; ) {
    if (hasVariable(current, COMMAND_MARK)) return true
    current = parents.get(current)
  }
  return false
}
