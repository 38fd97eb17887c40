export type Path = readonly (string | number)[]

/** `channels.telegram.accounts.work` or `tools.exec.allow[2]`, as people write it. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  )
}

/** Whether what stands there is a secret by its name. What the owner calls an assistant says nothing of that. */
export function isSecretPath(path: Path): boolean {
  const names = path[0] === 'agents' && path[1] === 'list' ? path.slice(3) : path
  return names.some((step) =>
    /keys?$|(?<!context)token|secret|password|headers|authorization/i.test(String(step)),
  )
}

export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    tree,
  )
}
