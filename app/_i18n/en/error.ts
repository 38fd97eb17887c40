/** A human sentence for every error code: what happened, and what to do. */
export const error = {
  bad_request:
    'The request was not understood. Reload the page; if it happens again, the panel and the gateway may have different versions.',
  unauthenticated: 'This browser is not signed in any more. Open a fresh link: openclaw open.',
  forbidden: 'This is not allowed here. Answer approvals from your own browser or terminal.',
  not_found: 'This does not exist any more. Reload the page to see what is there.',
  conflict: 'This was changed elsewhere in the meantime. Reload the page and try again.',
  too_large: 'This is too large. Shorten the message or split it.',
  too_many: 'Too much at once. Wait a moment, then try again.',
  unknown_method:
    'The gateway does not know this action. Restart OpenClaw so that panel and gateway have the same version.',
  unknown_session: 'It may have been deleted, or belong to another OpenClaw home.',
  unknown_agent: 'There is no such assistant any more. Choose another one.',
  unknown_model: 'There is no such model. Choose another one in the model menu.',
  missing_key: 'The model has no API key. Enter one on the Models page, or choose another model.',
  model_auth: 'The model vendor refused the API key. Check the key, then ask again.',
  model_rejected: 'The model vendor refused the request. The details say why; another model may accept it.',
  model_rate_limited: 'The model vendor limits how often it can be asked. Wait a little, then ask again.',
  model_unavailable: 'The model can’t be reached. Check the network (or that Ollama runs), then ask again.',
  model_timeout: 'The model did not answer in time. Ask again, or choose another model.',
  model_stream_cut: 'The model’s answer broke off. What came is kept; ask again for the rest.',
  cap_reached:
    'The daily limit for models in the cloud is reached. Raise models.dailyCapUsd, choose a model on this machine, or go on tomorrow.',
  channel_unavailable: 'The chat platform can’t be reached. Check the network, then try again.',
  agent_unavailable: 'No agent is ready yet. It starts again by itself; ask again in a moment.',
  agent_crashed: 'The agent process ended unexpectedly. It has been restarted; ask again.',
  run_deadline: 'The answer took too long and was ended. Ask for something smaller.',
  run_interrupted:
    'The answer was interrupted, by a restart for example. Check what was done, then ask again.',
  tool_failed: 'A tool failed. The details say why.',
  path_denied: 'This path is not open to tools. Only files inside the workspace are.',
  policy_denied: 'The rules do not allow this. The reason is in the details.',
  sandbox_unavailable:
    'This conversation may only use tools inside a sandbox, and there is none. Install Docker, then ask again.',
  config_invalid: 'openclaw.json has a mistake. Correct what the details name; it is read again at once.',
  state_unwritable: 'OpenClaw can’t write its state folder. Check free space and permissions.',
  state_corrupt: 'The database is damaged. Stop OpenClaw and restore a backup; nothing was deleted.',
  disconnected: 'OpenClaw could not be reached. Try again once the connection is back.',
  internal: 'Something went wrong inside OpenClaw. The log has the details.',
}
