"""What people do in a chat, whatever platform it is on: an interaction comes in, services are
called, and a message of presentation's goes back. Platforms differ in how somebody says what they
want, and in how a message looks; what happens in between is here, once.
"""
