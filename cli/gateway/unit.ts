import { join } from 'node:path'

/** A word of a command or an assignment in a unit file (systemd.syntax(7), systemd.service(5)). */
const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`

/**
 * The systemd user unit. The Node is named by its absolute path, because the system's own may be too
 * old; exit code 78 means that a person has to mend something, so that a restart would change nothing.
 */
export function renderUnit(options: {
  node: string
  root: string
  home: string
  state: string
  environment: readonly (readonly [string, string])[]
}): string {
  const { node, root, home, state, environment } = options
  const command = [node, join(root, 'dist', 'gateway.js')].map((word) => quote(word).replaceAll('$', '$$$$'))
  const variables = [['NODE_ENV', 'production'], ['OPENCLAW_HOME', home], ...environment]
  return [
    '[Unit]',
    'Description=OpenClaw gateway',
    'StartLimitIntervalSec=60',
    'StartLimitBurst=5',
    '',
    '[Service]',
    `ExecStart=${command.join(' ')}`,
    `WorkingDirectory=${root.replaceAll('%', '%%')}`,
    ...variables.map(([name, value]) => `Environment=${quote(`${name}=${value}`)}`),
    '# Keys of model vendors, one NAME=value a line; readable by you alone.',
    `EnvironmentFile=-${join(state, 'gateway.env').replaceAll('%', '%%')}`,
    'Restart=on-failure',
    'RestartSec=2',
    'RestartPreventExitStatus=78',
    'TimeoutStopSec=15',
    'UMask=0077',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n')
}
