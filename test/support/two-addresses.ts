/** Commands that give a child the name two.test, which has an address of either family. */
export const twoAddresses = `
  printf '::1 two.test\\n127.0.0.1 two.test\\n' > /tmp/berkeley-hosts-$$
  mount --bind /tmp/berkeley-hosts-$$ /etc/hosts
  rm /tmp/berkeley-hosts-$$`
