import type { WorkspaceAccess } from './sandbox.ts'

/** Why boxes can not work with a workspace that is shared with them, and what to do; undefined where they can. */
export function sharingProblem(
  access: WorkspaceAccess,
  /** Absolute path, user and permission bits; null where they are not known. */
  folder: { readonly path: string; readonly owner: number | null; readonly mode: number | null },
): { problem: string; fix: string } | undefined {
  const { path, owner, mode } = folder
  if (access === 'none' || owner !== 0 || mode === null) return undefined
  // Nobody is root in a box: of what is root's it has what everybody has.
  const wanted = access === 'rw' ? 0o7 : 0o5
  if ((mode & wanted) === wanted) return undefined
  return {
    problem: `The workspace ${path} belongs to root and is closed to others, and nobody is root in a sandbox.`,
    fix: `Give it to the user who works there (chown -R <user> ${path}), or set agents.defaults.sandbox.workspaceAccess to "none".`,
  }
}
