import { writeFileSync } from 'node:fs'
import type { Workplace } from './workplace.ts'

/** Starts a bus with a configuration of its own. Returns the path of its socket. */
export async function startBus(place: Workplace, port?: number): Promise<string> {
  const path = place.path('bus.sock')
  const config = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
    "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
    <busconfig>
      <type>session</type>
      <listen>unix:path=${path}</listen>
      ${port === undefined ? '' : `<listen>tcp:host=127.0.0.1,port=${port}</listen>`}
      <auth>EXTERNAL</auth>
      <auth>ANONYMOUS</auth>
      <allow_anonymous/>
      <policy context="default">
        <allow send_destination="*" eavesdrop="true"/>
        <allow receive_sender="*" eavesdrop="true"/>
        <allow own="*"/>
      </policy>
    </busconfig>`
  writeFileSync(place.path('bus.conf'), config)
  const args = ['--config-file=bus.conf', '--nofork', '--nopidfile', '--print-address']
  await place.start(/unix:path=/, 'dbus-daemon', ...args)
  return path
}
