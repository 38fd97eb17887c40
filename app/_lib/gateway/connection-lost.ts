/**
 * The connection went away before an answer came: whether the gateway acted is not known. Only what
 * carries an idempotency key may be sent again.
 */
export class ConnectionLost extends Error {
  constructor(message = 'The connection to the gateway was lost before it answered.') {
    super(message)
    this.name = 'ConnectionLost'
  }
}
