/**
 * Shell commands that give a child, in its own mount namespace, a name server that never answers:
 * the child may bind 127.0.0.1:53 to receive the queries.
 *
 * @param options The resolver's timeouts, as in resolv.conf(5): `'timeout:1 attempts:1'`.
 */
export function silentServer(options: string): string {
  return `
    silent=$(mktemp)
    printf 'nameserver 127.0.0.1\\noptions ${options}\\n' > "$silent"
    mount --bind "$silent" /etc/resolv.conf
    rm "$silent"`
}
