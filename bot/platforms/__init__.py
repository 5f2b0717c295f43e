"""Where groups talk. Each platform translates in and renders out; none knows another."""
