// Preloaded into Node: whatever listens on a port without naming an address listens on 127.0.0.1 only.
// The test network asks for all interfaces, which a test has no business doing.
import net from 'node:net'

const listen = net.Server.prototype.listen

net.Server.prototype.listen = function (first, ...rest) {
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))
  if (isPort && typeof rest[0] !== 'string') return listen.call(this, first, '127.0.0.1', ...rest)
  if (first && typeof first === 'object' && first.port !== undefined && !first.host) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...rest)
  }
  return listen.call(this, first, ...rest)
}
