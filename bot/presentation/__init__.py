"""Every sentence that a member reads: domain in, neutral view out."""
