// An addon that was built with other names: it refuses ours, as native/platform.c does.
exports.numbers = () => -22 // EINVAL
